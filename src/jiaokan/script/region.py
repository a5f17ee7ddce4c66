"""Whose Traditional it is: Taiwan's or Hong Kong's, by words and forms of characters that the other does not use."""

from __future__ import annotations

import functools
import re
from typing import Literal, TypeAlias

from jiaokan import plausibility

Region: TypeAlias = Literal["TW", "HK"]

_SAMPLE = 2000  # characters from the beginning that are looked at

_TAIWAN_TEXT = """
裡 資訊 軟體 硬體 網路 計程車 品質 滑鼠 捷運 公車 部落格 機車 鳳梨 幼兒園 雷射
奈米 印表機 便當 里長 立委 行政院 數位 螢幕 伺服器 簡訊 行動電話 公尺 公分 台北 臺北 高雄
台中 臺中 台南 臺南 台灣 臺灣 國中 國小 學測 健保 鄉鎮 夜市 腳踏車 馬鈴薯 優格 起司 泡麵 原子筆
民眾 縣市 警局 員警 檢調 花蓮 宜蘭 桃園 新竹 房仲 社群 宅配 民宿 區公所 縣政府 資料庫 使用者
檔案 視訊 平板 志工 老闆娘
"""
_HONG_KONG_TEXT = """
裏 嘅 喺 咗 佢 唔 啲 嚟 咁 衞 啓 滙 羣 麪 綫 甚麼 網絡 軟件 的士 屋苑 特首 質素 手提電話
士多 港鐵 港元 港幣 九龍 新界 荃灣 旺角 尖沙咀 屯門 沙田 將軍澳 銅鑼灣 觀塘 深水埗 大埔 元朗
灣仔 特區政府 政務司 財政司 雪櫃 小巴 八達通 公屋 居屋 樓盤 差餉 區議 警務處 消防處 食環署 運輸署
茶餐廳 巴士 升降機 扶手電梯 手袋 單車 泊車 香港 港人 本港 文憑試 校巴 業主立案法團 強積金 綜援
 天文台 紅雨 通脹 按揭 僱員 行山 郊野公園
"""


@functools.cache
def _words() -> tuple[re.Pattern[str], dict[str, list[tuple[str, int, int]]]]:
    """A search for the rarest characters of the words, and of each the words, its place in them, 1 for Taiwan's."""
    words: dict[str, list[tuple[str, int, int]]] = {}
    for sign, listed in ((1, _TAIWAN_TEXT), (-1, _HONG_KONG_TEXT)):
        for word in listed.split():
            rarest = min(word, key=plausibility.frequency)
            words.setdefault(rarest, []).append((word, word.index(rarest), sign))
    return re.compile(f"[{''.join(sorted(words))}]"), words


def find_region(text: str) -> Region | None:
    """The region whose words a Traditional text has more of; None where neither leads. Cost: 20 µs a page."""
    rarest, words = _words()
    found = {
        (word, sign)
        for match in rarest.finditer(text, 0, _SAMPLE)
        for word, place, sign in words[match[0]]
        if place <= match.start() and text.startswith(word, match.start() - place, _SAMPLE)
    }
    lead = sum(sign for _, sign in found)
    return "TW" if lead > 0 else "HK" if lead < 0 else None
