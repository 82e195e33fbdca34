"""Fictional names, the same ones in every run."""

from itertools import product

SURNAMES = (
    "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖徐周叶苏庄江吕何罗高潘"
    "简朱钟彭游詹胡施沈余卢梁赵颜柯翁魏孙戴范方宋邓杜"
)
GIVEN = (
    "志明 淑芬 建国 美玲 文雄 丽华 伟强 秀英 俊杰 晓燕 国栋 雅婷 海生 玉兰 永康 慧敏 "
    "振华 春梅 家豪 思远 光明 素贞 德胜 小红 立新 佩珊 少峰 婉君 泽民 秋月"
).split()


def person_names():
    """Yield distinct names without end of supply for any demo (over 1,600)."""
    pairs = sorted(
        product(range(len(SURNAMES)), range(len(GIVEN))),
        key=lambda pair: (
            (pair[0] * 7 + pair[1] * 13) % 101 * 10_000 + pair[0] * 31 + pair[1]
        ),
    )
    for surname, given in pairs:
        yield SURNAMES[surname] + GIVEN[given]
