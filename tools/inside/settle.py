"""Make a fresh database Chinese: country, currency, language and time zone."""

from session import environment, parser


def settle(env):
    country = env.ref("base.cn")
    currency = env.ref("base.CNY")
    currency.active = True
    company = env.ref("base.main_company")
    company.write({"country_id": country.id, "currency_id": currency.id})
    chinese = {"lang": "zh_CN", "tz": "Asia/Shanghai"}
    company.partner_id.write(chinese)
    env.ref("base.user_admin").write(chinese)


if __name__ == "__main__":
    with environment(parser(__doc__).parse_args()) as environment_:
        settle(environment_)
