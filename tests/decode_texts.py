"""Texts written for the tests of decode: other languages than Chinese, with the encodings of their old pages; Chinese
of rare characters (names, old texts, dialect, terms), a few to a line.
"""

from __future__ import annotations

FOREIGN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "Polish",
        ("cp1250", "iso8859_2", "utf-8"),
        (
            "Wczoraj późnym wieczorem łódź rybacka wróciła do portu. Kapitan zszedł na brzeg i odetchnął głęboko. "
            "Dzieci czekały na niego całą noc, bo burza była wyjątkowo silna. Żona przyniosła gorącą zupę, a sąsiedzi "
            "pomogli wyładować skrzynie pełne śledzi. Nikt nie pytał o pieniądze, każdy był szczęśliwy."
        ),
    ),
    (
        "Czech",
        ("cp1250", "iso8859_2", "utf-8"),
        (
            "Každé úterý jezdí pan učitel do města na kole. Cesta vede kolem říčky, kde děti chytají ryby. "
            "U mostu se zastaví, vypije kávu a přečte si noviny. Když prší, čeká pod střechou nádraží, až se déšť "
            "přežene. Žáci mu říkají, že by si měl koupit deštník."
        ),
    ),
    (
        "Hungarian",
        ("cp1250", "utf-8"),
        (
            "Az öreg kertész minden reggel megöntözi a rózsákat. Később leül a fűzfa alá, és újságot olvas. "
            "Délután a szomszéd gyerekek jönnek hozzá, és ő mesét mond nekik a tündérekről. Ősszel együtt szüretelnek, "
            "és a szőlőből mustot készítenek."
        ),
    ),
    (
        "Portuguese",
        ("cp1252", "utf-8"),
        (
            "A estação estava fechada, e ninguém sabia porquê. O avô comprou pão e maçãs, depois voltou à praça. "
            "Às três horas começou a chover, e as crianças correram para casa. Não há comboio até amanhã, disse o "
            "guarda, mas a refeição está pronta e o café também."
        ),
    ),
    (
        "Spanish",
        ("cp1252", "utf-8"),
        (
            "El niño perdió su balón detrás del jardín. Su mamá le preguntó qué había pasado. Mañana iremos al "
            "teatro, dijo el señor, pero la función será más corta. ¿Quién quiere acompañarnos? El año pasado "
            "llovió muchísimo y el camión no llegó."
        ),
    ),
    (
        "French",
        ("cp1252", "utf-8"),
        (
            "Le garçon a trouvé une clé derrière l'évier. Sa mère était étonnée, car personne ne l'avait cherchée. "
            "Où mène-t-elle ? À la cave, répondit le grand-père, mais la porte fut brûlée il y a bien longtemps. "
            "Après le dîner, ils y allèrent tous, même le chien âgé."
        ),
    ),
    (
        "German",
        ("cp1252", "cp850", "mac_roman", "utf-8"),
        (
            "Die Bäckerei öffnet früh, und für Schüler gibt es Brötchen. Später fährt der Großvater über die "
            "Brücke nach Köln. Müde Gäste schlafen im Zug, während draußen Schnee fällt. Natürlich heißt es, "
            "dass der Fluss größer geworden sei, doch gemessen hat das keiner."
        ),
    ),
    (
        "Swedish",
        ("cp1252", "utf-8"),
        (
            "På lördag går vi över ön till fyren. Där säljer en gammal man kaffe och smörgåsar. Om det blåser för "
            "hårt måste färjan vänta, och då får alla sova på vandrarhemmet. Båtarna ligger kvar i hamnen ända till "
            "hösten, när isen lägger sig."
        ),
    ),
    (
        "Turkish",
        ("cp1254", "utf-8"),
        (
            "Dün akşam köyün ortasında büyük bir düğün vardı. Çocuklar ağaçların altında oynadı, yaşlılar ise çay "
            "içip şarkı söyledi. Yağmur başlayınca herkes içeri girdi. Güneş doğduğunda değirmenci hâlâ uyuyordu, "
            "çünkü gece boyunca hiç dinlenmemişti."
        ),
    ),
    (
        "Romanian",
        ("cp1250", "iso8859_2", "utf-8"),
        (
            "Bătrânul cioban coboară încet spre vale. În sat lumea îl aşteaptă, fiindcă aduce brânză şi veşti de la "
            "munte. Fata lui cântă în faţa bisericii, iar câinii aleargă după căruţă. Mâine dimineaţă vor pleca "
            "împreună la târg."
        ),
    ),
    (
        "Vietnamese",
        ("cp1258", "utf-8"),
        # As code page 1258 writes it: a vowel and its tone are two characters.
        (
            "Buô\u0309i sa\u0301ng, ngươ\u0300i ba\u0301n ha\u0300ng mơ\u0309 cư\u0309a râ\u0301t sơ\u0301m. "
            "Tre\u0309 em cha\u0323y qua ca\u0301nh đô\u0300ng đê\u0309 đê\u0301n trươ\u0300ng. Ông la\u0303o "
            "đư\u0301ng bên bơ\u0300 sông câu ca\u0301, bên ca\u0323nh la\u0300 con cho\u0301 gia\u0300. "
            "Buô\u0309i tô\u0301i, mo\u0323i ngươ\u0300i ngô\u0300i quanh bê\u0301p lư\u0309a va\u0300 kê\u0309 "
            "chuyê\u0323n cu\u0303."
        ),
    ),
    (
        "Croatian",
        ("cp1250", "iso8859_2", "utf-8"),
        (
            "Stari ribar još uvijek živi u kući kraj mora. Svakog jutra čeka da sunce izađe, a onda povlači mrežu iz "
            "plićaka. Djeca iz sela dolaze mu pomoći i pitaju ga gdje je naučio šivati jedra. Noću, kad puše bura, "
            "svijeća gori u prozoru da brodovi nađu put."
        ),
    ),
    (
        "Slovak",
        ("cp1250", "utf-8"),
        (
            "Starý mlynár každý deň kráča popri potoku až k lesu. Vnučka mu nesie chlieb a syr, lebo vie, že sa vráti "
            "hladný. V lete sa tu kúpu deti, v zime sa korčuľujú na zamrznutej hladine. Keď príde povodeň, celá "
            "dedina pomáha spevniť hrádzu."
        ),
    ),
    (
        "Slovene",
        ("cp1250", "utf-8"),
        (
            "Čebelar je zgodaj zjutraj odprl panje in počakal, da se je megla dvignila. Letos bo medu več kot lani, je "
            "rekel sosedu, če le ne bo toče. Otroci so medtem nabirali češnje in šteli, koliko jih še visi na drevesu. "
            "Zvečer so vsi sedeli pred hišo."
        ),
    ),
    (
        "Lithuanian",
        ("cp1257", "iso8859_13", "utf-8"),
        (
            "Senasis laikrodininkas kiekvieną rytą atidaro dirbtuvę prie turgaus aikštės. Žmonės neša jam "
            "laikrodžius, kurių niekas kitas nebemoka taisyti. Šįryt mergaitė atnešė senelio laikrodį, sustojusį prieš "
            "dvidešimt metų. Jis ilgai žiūrėjo pro stiklą ir šypsojosi."
        ),
    ),
    (
        "Latvian",
        ("cp1257", "utf-8"),
        (
            "Vecā pasta ēka stāv tukša jau vairākus gadus, bet šoruden tajā ierīkos bibliotēku. Skolēni krāso sienas "
            "un nēsā grāmatas no pagraba. Kāda sieviete atrada vēstuli, ko viņas māte bija rakstījusi pirms kara. "
            "Tagad tā karājas pie durvīm zem stikla."
        ),
    ),
    (
        "Estonian",
        ("cp1257", "utf-8"),
        (
            "Vana kalamees läks varahommikul järve äärde, kuigi õues oli veel pime. Tuul tõusis ja paat kõikus, aga ta "
            "ei pööranud ümber. Lõunaks jõudis ta tagasi täis võrguga, ja kogu küla tuli vaatama. Õhtul keedeti suppi "
            "ning räägiti vanu lugusid."
        ),
    ),
    (
        "Icelandic",
        ("cp1252", "utf-8"),
        (
            "Gamli bóndinn gengur upp að fjárhúsinu áður en sólin kemur upp. Það hefur snjóað alla nóttina og slóðin "
            "er horfin. Í eldhúsinu bíður kaffið og þar situr ömmubarnið með bók. Þegar veðrið batnar ætla þau saman "
            "niður að höfninni."
        ),
    ),
    (
        "Danish",
        ("cp1252", "cp850", "utf-8"),
        (
            "Færgen sejler først, når tågen er lettet. På kajen står en dreng med sin cykel og spørger, hvor længe det "
            "vil vare. Den gamle styrmand ryster på hovedet og peger ud over vandet. Så går de begge hen til boden og "
            "køber en kop kakao."
        ),
    ),
    (
        "Finnish",
        ("cp1252", "utf-8"),
        (
            "Mökin ovi narisi, kun isä työnsi sen auki. Järvellä oli vielä jäätä, mutta lähellä rantaa vesi jo "
            "kimmelsi. Lapset kantoivat puita sisään ja äiti pyyhki pölyt pöydältä. Illalla lämmitettiin sauna, ja "
            "yöllä kuului vain pöllön ääni."
        ),
    ),
    (
        "Ukrainian",
        ("cp1251", "koi8_u", "utf-8"),
        (
            "Щоранку бабуся виходить на ґанок і годує голубів. Її сусід їздить на велосипеді до млина, бо вірить, що "
            "борошно там найкраще. Діти збирають яблука в кошики, а ввечері всі разом печуть пироги. Цієї осені "
            "врожай був особливо щедрий."
        ),
    ),
    (
        "Russian",
        ("cp1251", "koi8_r", "iso8859_5", "cp866", "utf-8"),
        (
            "Утром почтальон привёз старику письмо от внука. Тот долго искал очки, потом сел у окна и прочёл его "
            "дважды. В городе уже выпал снег, писал внук, а поезда ходят с опозданием. Старик улыбнулся и пошёл "
            "топить баню."
        ),
    ),
    (
        "Greek",
        ("cp1253", "utf-8"),
        (
            "Ο ψαράς γύρισε αργά το βράδυ με άδεια δίχτυα. Η γυναίκα του είχε ανάψει τη φωτιά και τα παιδιά "
            "κοιμόντουσαν. Αύριο θα φυσάει νοτιάς, του είπε, μείνε λίγο παραπάνω. Εκείνος κούνησε το κεφάλι και "
            "κοίταξε τη θάλασσα."
        ),
    ),
    (
        "Thai",
        ("cp874", "utf-8"),
        (
            "เมื่อวานนี้ฝนตกหนักมากจนถนนในหมู่บ้านมีน้ำท่วม คุณยายนั่งอยู่หน้าบ้านและมองดูเด็กเล่นน้ำ "
            "ตอนเย็นพ่อกลับจากทำงานพร้อมปลาตัวใหญ่ ทุกคนช่วยกันทำอาหารและกินข้าวด้วยกันอย่างมีความสุข"
        ),
    ),
    (
        "Arabic",
        ("cp1256", "utf-8"),
        (
            "وصل القطار متأخرا هذا المساء بسبب الأمطار الغزيرة. كان الرجل العجوز ينتظر حفيده في المحطة منذ الظهر. "
            "حمل الولد حقيبة صغيرة فيها هدية لجدته. وفي البيت كانت رائحة الخبز تملأ المكان."
        ),
    ),
    (
        "Hebrew",
        ("cp1255", "utf-8"),
        (
            "הרכבת הגיעה באיחור רב בגלל הגשם. הסבא חיכה לנכד שלו בתחנה מאז הצהריים. הילד נשא תיק קטן ובו מתנה "
            "לסבתא. בבית כבר עמד ריח של לחם טרי, וכולם ישבו סביב השולחן."
        ),
    ),
    (
        "Japanese",
        ("cp932", "euc_jp", "utf-8"),
        (
            "昨夜の雨で川の水がずいぶん増えた。祖父は縁側に座って、濁った流れをじっと眺めている。畑へ行く道は"
            "ぬかるんでいて、長靴がないと歩けない。弟はそれでも喜んで、小さな橋の上から葉っぱの舟を流していた。"
            "昼には雲が切れ、遠くの山までくっきりと見えた。"
        ),
    ),
    (
        "Korean",
        ("cp949", "utf-8"),
        (
            "어젯밤 비가 많이 내려서 개울물이 불어났다. 할아버지는 마루에 앉아 흐린 물살을 물끄러미 바라보신다. "
            "밭으로 가는 길이 질퍽해서 장화 없이는 걸을 수 없다. 그래도 동생은 신이 나서 다리에서 나뭇잎 배를 띄웠다."
        ),
    ),
)

RARE_HANS = (
    "饕餮魑魅魍魉",
    "犇羴鱻骉麤",
    "镕炁堃喆",
    "朱镕基、陶喆、李堃、张赟",
    "王珺、刘赟、陈堃、赵垚、孙淼、钱鑫、周喆、吴燚",
    "赵犇 钱羴 孙骉 李垚",
    "锕、锿、鿔",
    "氢氦锂铍硼碳氮氧氟氖钠镁铝硅磷硫氯氩钾钙",
    "镧铈镨钕钷钐铕钆铽镝钬铒铥镱镥",
    "锕钍镤铀镎钚镅锔锫锎锿镄钔锘铹",
    "菝葜、薏苡、茯苓、苁蓉、白芨、茺蔚、枸杞、牛蒡、萆薢",
    "鲃鲅鲆鲇鲈鲋鲍鲐鲑鲒鲔鲕鲚鲛鲜鲞鲟鲠鲡鲢",
    "邛崃、郫县、阆中、犍为、筠连、珙县、荥经、盱眙、亳州、婺源",
    "甪直、朐山、涪陵、綦江、酉阳、黟县、歙县、鄱阳、醴陵、耒阳",
    "呦呦鹿鸣，食野之苹",
    "蒹葭苍苍，白露为霜",
    "蜉蝣之羽，衣裳楚楚",
    "硕人其颀，衣锦褧衣",
    "帝高阳之苗裔兮，朕皇考曰伯庸。摄提贞于孟陬兮，惟庚寅吾以降",
    "扈江离与辟芷兮，纫秋兰以为佩",
    "咬得菜根，百事可做",
    "噫吁嚱，危乎高哉！蜀道之难，难于上青天",
    "坻砠岵屺",
    "耄耋之年",
    "踽踽独行",
    "龃龉不合，貔貅镇宅",
    "魃魈魇魉",
    "囧囡囝囗",
    "䶮㬎㐂",
    "𠮷野家",
    "𨱇𬭛𬬻𬭊",
    "麒麟",
    "琵琶",
    "鳏寡孤独",
    "氕氘氚",
    "嘧啶嘌呤",
    "苯并芘",
    "齑粉",
    "蝙蝠、蟾蜍、蜥蜴、螳螂、蟋蟀、蚯蚓",
)

RARE_HANT = (
    "饕餮魑魅魍魎",
    "犇麤",
    "堃喆",
    "氫氦鋰鈹硼碳氮氧氟氖鈉鎂鋁矽磷硫氯氬鉀鈣",
    "鑭鈰鐠釹鉕釤銪釓鋱鏑鈥鉺銩鐿鎦",
    "菝葜、薏苡、茯苓、蓯蓉、白芨、茺蔚、枸杞、牛蒡、萆薢",
    "呦呦鹿鳴，食野之苹",
    "蒹葭蒼蒼，白露為霜",
    "碩人其頎，衣錦褧衣",
    "帝高陽之苗裔兮，朕皇考曰伯庸。攝提貞于孟陬兮，惟庚寅吾以降",
    "噫吁嚱，危乎高哉！蜀道之難，難於上青天",
    "王珺、劉贇、陳堃、趙垚、孫淼、錢鑫",
    "邛崍、郫縣、閬中、犍為、筠連、珙縣",
    "耄耋之年",
    "踽踽獨行",
    "齟齬不合，貔貅鎮宅",
    "蝙蝠、蟾蜍、蜥蜴、螳螂、蟋蟀、蚯蚓",
    "鳏寡孤獨".replace("鳏", "鰥"),
    "嘧啶嘌呤",
)

CANTONESE = (
    "嘅咗嚟喺",
    "佢哋喺邊度嚟㗎？",
    "我哋食咗飯先至去睇戲啦",
    "唔該，呢度有冇得買嘢食呀？",
    "噉樣做係唔啱嘅",
    "嗰個細路仔喊到收唔到聲",
    "瞓覺喇，聽日仲要返工",
)
