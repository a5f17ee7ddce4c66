"""`python -m jiaokan`, and the script `jiaokan`."""


def main() -> None:
    # Not above: the processes of a run import this module too, and want no command line.
    from jiaokan.cli import main

    main()


if __name__ == "__main__":
    main()
