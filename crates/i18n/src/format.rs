//! How numbers, money, dates and names of countries are written, by the Unicode CLDR.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use fixed_decimal::Decimal as Digits;
use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{DateTime, Time as ClockTime};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;
use icu_experimental::dimension::currency::options::CurrencyFormatterOptions;
use icu_experimental::dimension::percent::formatter::PercentFormatter;
use icu_experimental::dimension::percent::options::PercentFormatterOptions;
use icu_locale::names::RegionDisplayName;
use icu_locale::subtags::Region;
use icu_locale::{Locale, locale};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use ortak_domain::{Currency, Money, Time};
use rust_decimal::Decimal;

use crate::Language;

/// The formatters of one language. All of their data is compiled in, so each is there; should one not be, what it
/// writes falls back to the neutral form instead of failing a page.
struct Formatters {
    number: Option<DecimalFormatter>,
    percent: Option<PercentFormatter<DecimalFormatter>>,
    date: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    date_time: Option<FixedCalendarDateTimeFormatter<Gregorian, YMDT>>,
}

static ENGLISH: LazyLock<Formatters> = LazyLock::new(|| Formatters::of(Language::En));
static TURKISH: LazyLock<Formatters> = LazyLock::new(|| Formatters::of(Language::Tr));

impl Formatters {
    fn of(language: Language) -> Self {
        let (locale, dates) = (language.locale(), DateTimeFormatterPreferences::from(&language.dates()));
        let date = YMD::medium();
        Self {
            number: DecimalFormatter::try_new((&locale).into(), DecimalFormatterOptions::default()).ok(),
            percent: PercentFormatter::try_new((&locale).into(), PercentFormatterOptions::default()).ok(),
            date: FixedCalendarDateTimeFormatter::try_new(dates, date).ok(),
            date_time: FixedCalendarDateTimeFormatter::try_new(dates, date.with_time_hm()).ok(),
        }
    }
}

type CurrencyForm = CurrencyFormatter<DecimalFormatter>;
type CurrencyForms = HashMap<(Language, Currency), Option<Arc<CurrencyForm>>>;

/// Made as they are asked for: there are some 180 currencies.
static CURRENCIES: LazyLock<RwLock<CurrencyForms>> = LazyLock::new(RwLock::default);

fn currency(language: Language, currency: Currency) -> Option<Arc<CurrencyForm>> {
    let key = (language, currency);
    if let Some(known) = CURRENCIES.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known.clone();
    }
    let made = currency.code().parse().ok().and_then(|code| {
        let locale = language.locale();
        CurrencyForm::try_new_symbol((&locale).into(), code, CurrencyFormatterOptions::default()).ok()
    });
    let mut forms = CURRENCIES.write().unwrap_or_else(PoisonError::into_inner);
    forms.entry(key).or_insert(made.map(Arc::new)).clone()
}

fn digits(number: Decimal) -> Option<Digits> {
    Digits::try_from_str(&number.to_string()).ok()
}

impl Language {
    pub(crate) const fn locale(self) -> Locale {
        match self {
            Self::En => locale!("en"),
            Self::Tr => locale!("tr"),
        }
    }

    /// English of people all over the world: the day before the month, and 24 hours.
    const fn dates(self) -> Locale {
        match self {
            Self::En => locale!("en-GB"),
            Self::Tr => locale!("tr"),
        }
    }

    fn formatters(self) -> &'static Formatters {
        match self {
            Self::En => &ENGLISH,
            Self::Tr => &TURKISH,
        }
    }

    /// With separators, and as many decimals as the number has: `1,234.5`, `1.234,5`.
    pub fn number(self, number: Decimal) -> String {
        match (&self.formatters().number, digits(number)) {
            (Some(formatter), Some(digits)) => formatter.format(&digits).to_string(),
            _ => number.to_string(),
        }
    }

    /// With the symbol that readers of the language know, else the code: `€184,000`, `₺1.250,50`, `CHF 80`. As many
    /// decimals as the currency has, and none when they are zero.
    pub fn money(self, money: &Money) -> String {
        self.in_currency(money.amount.decimal(), money.currency)
    }

    /// The same of a sum, which may be larger than any amount.
    pub fn in_currency(self, amount: Decimal, of: Currency) -> String {
        match (currency(self, of), digits(amount)) {
            (Some(formatter), Some(digits)) => {
                let text = formatter.format_fixed_decimal(&digits).to_string();
                if amount.fract().is_zero() { self.without_zeros(text) } else { text }
            }
            _ => format!("{of} {}", self.number(amount)),
        }
    }

    /// A whole amount's text without its decimals.
    fn without_zeros(self, text: String) -> String {
        let point = match self {
            Self::En => '.',
            Self::Tr => ',',
        };
        match text.rsplit_once(point) {
            Some((whole, decimals)) => format!("{whole}{}", decimals.trim_start_matches('0')),
            None => text,
        }
    }

    /// `80%`, `%80`.
    pub fn percent(self, percent: u8) -> String {
        match &self.formatters().percent {
            Some(formatter) => formatter.format(&Digits::from(percent)).to_string(),
            None => format!("{percent}%"),
        }
    }

    /// The day in a zone: `14 Mar 2027`, `14 Kas 2027`.
    pub fn date(self, at: Time, zone: &TimeZone) -> String {
        let at = at.timestamp().to_zoned(zone.clone()).datetime();
        match (&self.formatters().date, gregorian(at.date())) {
            (Some(formatter), Some(date)) => formatter.format(&date).to_string(),
            _ => at.date().to_string(),
        }
    }

    /// Day and minute in a zone: `14 Mar 2027, 16:09`, `14 Mar 2027 16:09`.
    pub fn date_time(self, at: Time, zone: &TimeZone) -> String {
        let at = at.timestamp().to_zoned(zone.clone()).datetime();
        let clock = ClockTime::try_new(
            u8::try_from(at.hour()).unwrap_or_default(),
            u8::try_from(at.minute()).unwrap_or_default(),
            0,
            0,
        );
        match (&self.formatters().date_time, gregorian(at.date()), clock) {
            (Some(formatter), Some(date), Ok(time)) => formatter.format(&DateTime { date, time }).to_string(),
            _ => at.strftime("%F %H:%M").to_string(),
        }
    }

    /// How long something still takes, in its two largest units: `1 d 4 h`, `4 h 12 min`, `12 min`; `1 g 4 sa`. What
    /// is over is `0 min`.
    pub fn span(self, left: SignedDuration) -> String {
        let minutes = (left.as_secs().max(0)) / 60;
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let unit = |id: &str, name: &str, count: i64| self.message_with(id, &[(name, count.into())]);
        let day = || unit("span-days", "days", days);
        let hour = || unit("span-hours", "hours", hours);
        let minute = || unit("span-minutes", "minutes", minutes);
        match (days, hours, minutes) {
            (0, 0, _) => minute(),
            (0, _, 0) => hour(),
            (0, _, _) => format!("{} {}", hour(), minute()),
            (_, 0, _) => day(),
            _ => format!("{} {}", day(), hour()),
        }
    }

    /// How long from `now` to `end`, as [`Language::span`] writes it.
    pub fn time_left(self, now: Time, end: Time) -> String {
        self.span(end.since(now))
    }

    /// A country by its ISO 3166-1 alpha-2 code, `TR` → `Türkiye`; the code itself when it is none.
    pub fn country(self, code: &str) -> String {
        let region = Region::try_from_str(code.trim()).ok();
        let name =
            region.map(|region| RegionDisplayName::new_light_with_fallback((&self.locale()).into(), region));
        name.map_or_else(|| code.to_owned(), |name| name.as_borrowed().to_string())
    }
}

fn gregorian(date: jiff::civil::Date) -> Option<Date<Gregorian>> {
    let part = |part: i8| u8::try_from(part).ok();
    Date::try_new_gregorian(i32::from(date.year()), part(date.month())?, part(date.day())?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use iso_currency::IntoEnumIterator as _;
    use proptest::prelude::*;

    fn money(text: &str, currency: &str) -> Money {
        Money { amount: text.parse().unwrap(), currency: currency.parse().unwrap() }
    }

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn money_has_the_symbol_of_the_reader_and_no_empty_cents() {
        for (amount, currency, english, turkish) in [
            ("184000", "EUR", "€184,000", "€184.000"),
            ("25000", "USD", "$25,000", "$25.000"),
            ("1250.5", "TRY", "TRY\u{a0}1,250.50", "₺1.250,50"),
            ("0.99", "GBP", "£0.99", "£0,99"),
            ("1000000", "JPY", "¥1,000,000", "¥1.000.000"),
            ("80", "CHF", "CHF\u{a0}80", "CHF\u{a0}80"),
            ("12.345", "KWD", "KWD\u{a0}12.345", "KWD\u{a0}12,345"),
            ("1000", "KWD", "KWD\u{a0}1,000", "KWD\u{a0}1.000"),
            ("0", "EUR", "€0", "€0"),
            ("999999999999.9999", "INR", "₹1,000,000,000,000.00", "₹1.000.000.000.000,00"),
        ] {
            let money = money(amount, currency);
            assert_eq!(Language::En.money(&money), english, "{currency}");
            assert_eq!(Language::Tr.money(&money), turkish, "{currency}");
        }
    }

    #[test]
    fn every_currency_has_a_form() {
        for currency in iso_currency::Currency::iter() {
            for language in Language::ALL {
                let text = language.money(&money("1234.5", currency.code()));
                assert!(text.contains("1,23") || text.contains("1.23"), "{text}");
                assert!(!text.starts_with("XXX"), "{text}");
            }
        }
    }

    #[test]
    fn numbers_and_percentages() {
        let number: Decimal = "1234567.80".parse().unwrap();
        assert_eq!(Language::En.number(number), "1,234,567.80");
        assert_eq!(Language::Tr.number(number), "1.234.567,80");
        assert_eq!(Language::En.number(Decimal::from(-5)), "-5");
        assert_eq!(Language::En.percent(80), "80%");
        assert_eq!(Language::Tr.percent(80), "%80");
    }

    #[test]
    fn dates_are_those_of_the_zone() {
        let istanbul =
            TimeZone::get("Europe/Istanbul").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3)));
        let at = time("2027-11-14T22:05:59Z");
        assert_eq!(Language::En.date(at, &TimeZone::UTC), "14 Nov 2027");
        assert_eq!(Language::Tr.date(at, &TimeZone::UTC), "14 Kas 2027");
        assert_eq!(Language::En.date(at, &istanbul), "15 Nov 2027");
        assert_eq!(Language::En.date_time(at, &istanbul), "15 Nov 2027, 01:05");
        assert_eq!(Language::Tr.date_time(at, &istanbul), "15 Kas 2027 01:05");
        assert_eq!(Language::En.date(time("9999-12-31T00:00:00Z"), &TimeZone::UTC), "30 Dec 9999");
    }

    #[test]
    fn turkish_months_have_turkish_names() {
        let months: Vec<String> = (1..=12)
            .map(|month| Language::Tr.date(time(&format!("2027-{month:02}-01")), &TimeZone::UTC))
            .map(|date| date.split(' ').nth(1).unwrap().to_owned())
            .collect();
        assert_eq!(
            months,
            ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"]
        );
    }

    #[test]
    fn what_is_left_has_two_units() {
        for (seconds, english, turkish) in [
            (100_800, "1 d 4 h", "1 g 4 sa"),
            (14 * 86_400, "14 d", "14 g"),
            (86_400 + 120, "1 d", "1 g"),
            (15_120, "4 h 12 min", "4 sa 12 dk"),
            (3_600, "1 h", "1 sa"),
            (59, "0 min", "0 dk"),
            (-5, "0 min", "0 dk"),
        ] {
            let left = SignedDuration::from_secs(seconds);
            assert_eq!(Language::En.span(left), english);
            assert_eq!(Language::Tr.span(left), turkish);
        }
        assert_eq!(Language::Tr.time_left(time("2027-01-01"), time("2027-01-02T01:00:00Z")), "1 g 1 sa");
    }

    #[test]
    fn every_country_has_a_name_in_both() {
        for (code, english, turkish) in [
            ("TR", "Türkiye", "Türkiye"),
            ("DE", "Germany", "Almanya"),
            ("us", "United States", "Amerika Birleşik Devletleri"),
        ] {
            assert_eq!(Language::En.country(code), english);
            assert_eq!(Language::Tr.country(code), turkish);
        }
        for country in celes::Country::get_countries() {
            for language in Language::ALL {
                assert_ne!(language.country(country.alpha2), country.alpha2, "{language}");
            }
        }
        assert_eq!(Language::En.country("?!"), "?!");
    }

    proptest! {
        #[test]
        fn nothing_fails_on_any_time(ticks in any::<i64>(), later in any::<i64>()) {
            for language in Language::ALL {
                let at = Time::from_ticks(ticks);
                prop_assert!(!language.date_time(at, &TimeZone::UTC).is_empty());
                prop_assert!(!language.date(at, &TimeZone::UTC).is_empty());
                prop_assert!(!language.time_left(at, Time::from_ticks(later)).is_empty());
            }
        }
    }
}
