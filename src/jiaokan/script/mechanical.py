"""Traditional that a machine made of Simplified text character by character, each always into the same one.

Such a map writes every 发 as 發 (頭發) and every 着 as 著, and leaves 后 (以后); whoever writes Traditional has 髮, 後.
So the text holds none of the characters that a map never gives, and pairs of characters that no one writes. What the
map never gives was there before: 乾 and 藉 in such a text are Simplified 乾 and 藉. Seen on template sites, and in the
tool that annotates pages, whose map leaves 后 里 干 斗 制 系 于 余 范 并 采 占 志.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

# The second Traditional form of a Simplified character: a map that has one form for each gives the other.
SECOND = frozenset("並係傑儘幹後徵捲採於曆準禦穀範籤籲繫薑衝裏裡製複誌醜闆闢隻餘髮鬆鬍鬚鬥鬪鬱鹹麪麵")
# What a map leaves or joins, and Traditional text keeps apart: in these pairs.
LEFT = frozenset("丑于云仆余冲准制卷只吁后向周咸姜干并征御復志斗朴杰松板歷沖游發盡簽系胡致舍范表谷辟郁采里鐘面")
_PAIRS_TEXT = """
以后 之后 然后 今后 最后 后來 后者 隨后 前后 背后 此后 日后 事后 落后 先后 后期 后面 后續 后果
后天 后勤 后臺 后方 后退 后悔 后代 善后 幕后 午后 飯后 年后 后半 后排 延后 往后 向后 身后 后備
后院 后裔 后世 課后 賽后 術后 戰后 產后 滯后 這里 那里 哪里 里面 心里 夜里 家里 城里 手里 屋里
里頭 里邊 眼里 嘴里 山里 園里 店里 鍋里 車里 院里 月里 年里 天里 間里 校里 廠里 縣里 班里 干部
干活 骨干 能干 干勁 實干 苦干 主干 樹干 干燥 干凈 干淨 餅干 烘干 曬干 干旱 干枯 干脆 干杯 干什
巧干 肯干 干群 晾干 風干 干果 干貨 精干 干線 擦干 豆干 干警 吹干 干癟 單干 大干 干練 干糧 干嘛
干嗎 奮斗 戰斗 斗爭 搏斗 斗志 決斗 格斗 爭斗 斗士 打斗 斗氣 制造 制作 制品 研制 復制 仿制 制成
定制 制藥 印制 錄制 特制 炮制 監制 繪制 攝制 制片 制圖 配制 自制 制備 制出 精制 創制 縫制 制衣
制冷 烤制 熬制 燒制 釀制 關系 聯系 維系 干系 系著 系好 系帶 對于 由于 關于 至于 位于 屬于 等于
處于 終于 善于 敢于 于是 在于 用于 出于 基于 鑒于 便于 大于 小于 低于 高于 利于 適于 勇于 過于
源于 于此 限于 樂于 急于 忠于 易于 難于 生于 死于 立于 置于 建于 始于 身于 助于 力于 見于 于一
優于 不于 將于 已于 曾于 現于 介于 濱于 毀于 歸于 趨于 甘于 多于 少于 異于 于心 于民 早于 晚于
寓于 勤于 其余 業余 剩余 多余 余額 余下 殘余 盈余 富余 十余 余生 百余 千余 萬余 余名 余人 余萬
余年 余個 余家 余里 余種 余次 余件 余畝 課余 之余 余溫 結余 余款 余熱 余震 余音 范圍 模范 示范
規范 防范 典范 范疇 師范 范例 范本 范文 風范 范式 并且 并不 并非 并在 并將 并沒 并與 并于 并有
并對 并為 并能 并以 并從 并由 并向 并未 并無 并給 并用 并做 并加 并進 并列 并存 并請 并按 并提
并要 并通 并得 并獲 并把 并被 并使 并成 并發 并經 并可 并及 采取 采用 采訪 采購 采集 開采 采納
采摘 采樣 采暖 采伐 采礦 采茶 采寫 采編 采光 象征 特征 征求 征收 征集 征稅 征兵 征文 征地 征用
征信 征稿 征詢 應征 征召 標准 准備 准確 水准 精准 准則 對准 瞄准 基准 准時 准點 放松 輕松 寬松
松懈 松動 疏松 蓬松 松開 松散 松弛 松口 頭發 理發 發型 白發 美發 毛發 發絲 發廊 短發 洗發 染發
護發 黑發 燙發 復雜 重復 復印 復合 復習 復述 繁復 復數 復賽 復式 復方 沖擊 沖突 沖動 沖鋒 緩沖
沖刺 沖破 沖撞 要沖 折沖 沖勁 冲擊 冲突 冲動 冲鋒 緩冲 冲刺 冲破 冲撞 冲洗 冲泡 冲刷 面條 面粉
面包 拉面 炒面 面館 面食 湯面 和面 面團 揉面 煮面 掛面 面皮 米面 面糊 吃面 面店 兩只 幾只 只身
船只 只手 稻谷 谷物 五谷 谷子 憂郁 抑郁 郁悶 蔥郁 沉郁 郁郁 防御 抵御 御寒 卷入 席卷 卷起 蛋卷
卷心 卷走 胡子 胡須 盡管 盡早 日歷 農歷 陽歷 歷法 掛歷 臺歷 公歷 咸菜 咸淡 咸魚 咸味 咸鴨 咸蛋
丑陋 丑惡 丑聞 丑化 牙簽 標簽 書簽 抽簽 竹簽 生姜 蔥姜 姜片 姜蒜 姜末 呼吁 雜志 標志 日志 縣志
杰出 豪杰 俊杰 開辟 精辟 辟謠 辟為 手表 舍不 取舍 施舍 舍得 割舍 舍棄 舍己 游戲 白云 云彩 云南
云計 云霧 烏云 云集 云端 朴素 朴實 淳朴 質朴 儉朴 仆人 公仆 向往 細致 精致 雅致
"""
_PAIRS = frozenset(_PAIRS_TEXT.split())
_GENUINE = 0.006  # share of SECOND among all characters: prose has 0.02 and more, such a map none
_SHORT = 60  # characters; a shorter text needs two different pairs, since one may be chance (控制品質)
_ENOUGH = 8  # different pairs that settle it


def is_mechanical(text: str, n_second: int, left: Callable[[], Sequence[int]]) -> bool:
    """Was this Traditional text made of Simplified text by a map of characters?

    `n_second`: how many characters of SECOND it has; `left` gives the places of LEFT. False also where nothing tells.
    Cost: 0.1 µs a place, where the count leaves it open.
    """
    if n_second > 1 and n_second > _GENUINE * len(text):
        return False
    found: set[str] = set()
    for at in left():
        found |= {text[at : at + 2], text[max(at - 1, 0) : at + 1]} & _PAIRS
        if len(found) >= _ENOUGH + 4 * n_second:
            return True
    return len(found) > max(4 * n_second, len(text) < _SHORT)
