//! `date(x)`: a date as written, and in ISO 8601 where its year is known.
//!
//! | takes | gives |
//! | --- | --- |
//! | `2020年2月7日`, `二〇二〇年二月七日`, `2020-02-07`, `2020/2/7`, `2020.2.7` | `2020-02-07` |
//! | `2020年2月`, `2020年` | `2020-02`, `2020` |
//! | `2月7日`, `2月7号`, `7月4日至11日` (its first day) | with the year that the sentence names before it, else the publication date's, else that of the date that opens the text |
//! | `去年2月`, `今年`, `明年3月`, `前年` | counted from the publication date's year, else from that of the date that opens the text |
//! | `7日`, `日前`, `农历正月初一`, `2月30日` | no ISO form |
//!
//! A date without a year lies within 300 days of the publication: 12月30日 in a text of
//! January is last year's. Nothing is read from a clock.

use super::number::number;

/// A day, with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
}

impl Day {
    /// Reads `YYYY-MM-DD`, or nothing where it is no such day.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.get(..2)?.parse().ok()?;
        Self::valid(year, month, day)
    }

    fn valid(year: i32, month: u32, day: u32) -> Option<Self> {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        let fits = (1..=9999).contains(&year) && (1..=days).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// Days since the first of March of the year 0, for differences only.
    fn ordinal(self) -> i64 {
        let month = (i64::from(self.month) + 9) % 12;
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (month * 306 + 5) / 10
            + i64::from(self.day)
    }
}

/// Where a date without a year may take it from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reference<'a> {
    /// What stands before the date in its sentence.
    pub before: &'a [char],
    /// The publication date that the caller gave.
    pub published: Option<Day>,
    /// The full date that opens the text.
    pub opening: Option<Day>,
}

/// The ISO form of the date that `text` is, or nothing where it is none or its year is not
/// known.
pub fn iso(text: &[char], reference: &Reference<'_>) -> Option<String> {
    let written = read(text)?.0;
    let known = reference.published.or(reference.opening);
    let year = match written.year {
        Year::Written(year) => year,
        Year::Relative(years) => known?.year + years,
        Year::Unwritten => match (last_year(reference.before), known) {
            (Some(year), _) => year,
            (None, Some(known)) => nearest_year(known, written.month?, written.day),
            (None, None) => return None,
        },
    };
    match (written.month, written.day) {
        (Some(month), Some(day)) => {
            let day = Day::valid(year, month, day)?;
            Some(format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
        }
        (Some(month), None) => {
            Day::valid(year, month, 1).map(|day| format!("{:04}-{:02}", day.year, day.month))
        }
        (None, Some(_)) => None,
        (None, None) => (1..=9999).contains(&year).then(|| format!("{year:04}")),
    }
}

/// The first full date (year, month and day) in `text`.
pub fn first_full(text: &[char]) -> Option<Day> {
    (0..text.len())
        .filter(|&start| starts_number(text, start))
        .find_map(|start| {
            let (written, _) = read(&text[start..])?;
            match (written.year, written.month, written.day) {
                (Year::Written(year), Some(month), Some(day)) => Day::valid(year, month, day),
                _ => None,
            }
        })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Year {
    Unwritten,
    Written(i32),
    Relative(i32),
}

#[derive(Debug, Clone, Copy)]
struct Written {
    year: Year,
    month: Option<u32>,
    day: Option<u32>,
}

/// Reads the date at the begin of `text` and says how many characters it takes.
fn read(text: &[char]) -> Option<(Written, usize)> {
    let start = text.iter().take_while(|c| c.is_whitespace()).count();
    let text = &text[start..];
    let (written, length) = with_separators(text).or_else(|| with_words(text))?;
    Some((written, start + length))
}

/// 2020-02-07
fn with_separators(text: &[char]) -> Option<(Written, usize)> {
    let (year, mut position) = four_digits(text)?;
    let separator = *text.get(position)?;
    if !matches!(separator, '-' | '/' | '.' | '－' | '．') {
        return None;
    }
    let (month, length) = numeral(&text[position + 1..])?;
    position += 1 + length;
    let mut written = Written {
        year: Year::Written(year),
        month: Some(month),
        day: None,
    };
    if text.get(position) == Some(&separator) {
        let (day, length) = numeral(&text[position + 1..])?;
        written.day = Some(day);
        position += 1 + length;
    }
    Some((written, position))
}

/// 2020年2月7日
fn with_words(text: &[char]) -> Option<(Written, usize)> {
    let mut written = Written {
        year: Year::Unwritten,
        month: None,
        day: None,
    };
    let mut position = 0;
    if let Some((year, length)) = four_digits(text)
        && text.get(length) == Some(&'年')
    {
        written.year = Year::Written(year);
        position = length + 1;
    } else if let Some((years, length)) = relative_year(text) {
        written.year = Year::Relative(years);
        position = length;
    }
    if let Some((month, length)) = numeral(&text[position..])
        && text.get(position + length) == Some(&'月')
    {
        written.month = Some(month);
        position += length + 1;
    }
    let may_have_day = written.month.is_some() || written.year == Year::Unwritten;
    if may_have_day
        && let Some((day, length)) = numeral(&text[position..])
        && matches!(text.get(position + length), Some('日' | '号'))
    {
        written.day = Some(day);
        position += length + 1;
    }
    (position > 0).then_some((written, position))
}

fn relative_year(text: &[char]) -> Option<(i32, usize)> {
    let years = match text.first()? {
        '前' => -2,
        '去' => -1,
        '今' | '本' => 0,
        '明' => 1,
        _ => return None,
    };
    (text.get(1) == Some(&'年')).then_some((years, 2))
}

/// A year of four digits, ASCII or Chinese.
fn four_digits(text: &[char]) -> Option<(i32, usize)> {
    let digits = text.iter().take_while(|c| is_digit(**c)).count();
    if digits != 4 {
        return None;
    }
    let written: String = text[..4].iter().collect();
    number(&written).map(|year| (year as i32, 4))
}

/// A month or a day: one or two ASCII digits, or a Chinese cardinal.
fn numeral(text: &[char]) -> Option<(u32, usize)> {
    let length = text
        .iter()
        .take_while(|c| is_digit(**c) || matches!(c, '十' | '廿' | '卅'))
        .count();
    if !(1..=3).contains(&length) {
        return None;
    }
    let written: String = text[..length].iter().collect();
    number(&written).map(|value| (value as u32, length))
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit() || "〇零○一二三四五六七八九".contains(character)
}

fn starts_number(text: &[char], start: usize) -> bool {
    is_digit(text[start]) && (start == 0 || !is_digit(text[start - 1]))
}

/// The last year that stands in `text`: 2019年
fn last_year(text: &[char]) -> Option<i32> {
    (0..text.len())
        .rev()
        .filter(|&start| starts_number(text, start))
        .find_map(|start| {
            let (year, length) = four_digits(&text[start..])?;
            (text.get(start + length) == Some(&'年')).then_some(year)
        })
}

/// The year that puts a month and day within 300 days of a known day.
fn nearest_year(known: Day, month: u32, day: Option<u32>) -> i32 {
    let Some(same) = Day::valid(known.year, month, day.unwrap_or(1)) else {
        return known.year;
    };
    match same.ordinal() - known.ordinal() {
        ahead if ahead > 300 => known.year - 1,
        behind if behind < -300 => known.year + 1,
        _ => known.year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (text, what stands before it, publication date, ISO form)
    const CASES: &[(&str, &str, &str, &str)] = &[
        ("2020年2月7日", "", "", "2020-02-07"),
        ("二〇二〇年二月七日", "", "", "2020-02-07"),
        ("二○二○年十二月三十一日", "", "", "2020-12-31"),
        ("2020-02-07", "", "", "2020-02-07"),
        ("2020/2/7", "", "", "2020-02-07"),
        ("2020.2.7", "", "", "2020-02-07"),
        ("2020年2月", "", "", "2020-02"),
        ("2020年", "", "", "2020"),
        ("2月7日", "", "", ""),
        ("2月7日", "", "2020-02-08", "2020-02-07"),
        ("2月7号", "", "2020-02-08", "2020-02-07"),
        ("2月7日上午", "", "2020-02-08", "2020-02-07"),
        ("2月7日（星期五）", "", "2020-02-08", "2020-02-07"),
        ("十二月二十五日", "", "2020-12-26", "2020-12-25"),
        ("7月4日至11日", "", "2019-07-12", "2019-07-04"),
        ("2月7日", "2019年，全市召开会议，", "", "2019-02-07"),
        ("2月7日", "2019年1月5日至", "2020-02-08", "2019-02-07"),
        ("12月30日", "", "2020-01-03", "2019-12-30"),
        ("1月3日", "", "2019-12-30", "2020-01-03"),
        ("9月1日", "", "2020-02-07", "2020-09-01"),
        ("去年12月", "", "2020-02-08", "2019-12"),
        ("去年12月5日", "", "2020-02-08", "2019-12-05"),
        ("今年", "", "2020-02-08", "2020"),
        ("明年3月", "", "2020-02-08", "2021-03"),
        ("前年", "", "2020-02-08", "2018"),
        ("去年", "", "", ""),
        ("2月29日", "", "2020-03-01", "2020-02-29"),
        ("2月29日", "", "2021-03-01", ""),
        ("13月1日", "", "2020-02-08", ""),
        ("2月30日", "", "2020-02-08", ""),
        ("7日", "", "2020-02-08", ""),
        ("日前", "", "2020-02-08", ""),
        ("农历正月初一", "", "2020-02-08", ""),
        ("20年", "", "2020-02-08", ""),
        ("", "", "2020-02-08", ""),
    ];

    #[test]
    fn dates_of_the_table() {
        for &(text, before, published, expected) in CASES {
            let text_characters: Vec<char> = text.chars().collect();
            let before: Vec<char> = before.chars().collect();
            let reference = Reference {
                before: &before,
                published: Day::from_iso(published),
                opening: None,
            };
            let found = iso(&text_characters, &reference);
            assert_eq!(
                found.as_deref().unwrap_or_default(),
                expected,
                "{text} published {published}"
            );
        }
    }

    #[test]
    fn the_date_that_opens_a_text_gives_its_year() {
        let text: Vec<char> = "某网2020-02-08 10:15 讯 2月7日，全市召开会议"
            .chars()
            .collect();
        let opening = first_full(&text);
        assert_eq!(
            opening,
            Some(Day {
                year: 2020,
                month: 2,
                day: 8
            })
        );
        let written: Vec<char> = "2月7日".chars().collect();
        let reference = Reference {
            opening,
            ..Reference::default()
        };
        assert_eq!(iso(&written, &reference).as_deref(), Some("2020-02-07"));
    }

    #[test]
    fn no_full_date_no_year() {
        let text: Vec<char> = "2020年以来，12345热线2月7日".chars().collect();
        assert_eq!(first_full(&text), None);
    }
}
