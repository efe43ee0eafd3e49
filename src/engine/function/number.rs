//! `number(x)`: what a numeral says.
//!
//! | takes | gives |
//! | --- | --- |
//! | `1200`, `1,200`, `3.5`, `-3` | as written |
//! | `1.5万`, `55亿`, `1亿5000万`, `3千万` | multiplied |
//! | `二十四`, `十`, `一百零二`, `一百二`, `两万`, `廿五` | Chinese cardinals |
//! | `二〇二〇`, `一九四九` | digit by digit |
//! | `1200多`, `20多万`, `百余`, `十几`, `50以上`, `约300` | the number named |
//! | `三成`, `三成五`, `5%`, `百分之五`, `千分之三`, `三分之二` | the share |
//! | `第三`, `（一）`, `①`, `⑴`, `㈠`, `Ⅳ`, `3.`, `三、` | the ordinal |
//!
//! Anything else gives nothing.

/// The number that `text` says, or nothing where it is no numeral of the table above.
pub fn number(text: &str) -> Option<f64> {
    let text = strip_marks(text.trim());
    if let Some(ordinal) = single_sign(text) {
        return Some(ordinal);
    }
    let bare = PREFIXES.iter().find_map(|word| text.strip_prefix(word));
    let text = bare.unwrap_or(text);
    let bare = SUFFIXES.iter().find_map(|word| text.strip_suffix(word));
    let text = bare.unwrap_or(text);
    for sign in ["-", "−", "负", "零下"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return positive(rest).map(|value| -value);
        }
    }
    positive(text)
}

/// Words before a numeral that leave its value alone.
const PREFIXES: [&str; 11] = [
    "第", "大约", "约", "将近", "近", "超过", "超", "逾", "达到", "达", "共",
];

/// Words after a numeral that leave its value alone.
const SUFFIXES: [&str; 5] = ["以上", "以下", "以内", "左右", "上下"];

/// The numeral without the brackets around it and the mark behind it: （一）, 3., 三、
fn strip_marks(text: &str) -> &str {
    let inner = text.trim_end_matches(['、', '.', '．', '，', ',']);
    let bare = inner
        .strip_prefix(['（', '('])
        .and_then(|rest| rest.strip_suffix(['）', ')']))
        .or_else(|| inner.strip_suffix(['）', ')']))
        .unwrap_or(inner);
    bare.trim()
}

/// Numerals that are one character: ① ⑴ ⒈ ㈠ ㊀ Ⅰ ⅰ
fn single_sign(text: &str) -> Option<f64> {
    let mut characters = text.chars();
    let sign = characters.next()?;
    if characters.next().is_some() {
        return None;
    }
    /// First sign, last sign; the first means one.
    const ROWS: [(char, char); 8] = [
        ('①', '⑳'),
        ('⑴', '⒇'),
        ('⒈', '⒛'),
        ('㈠', '㈩'),
        ('㊀', '㊉'),
        ('Ⅰ', 'Ⅻ'),
        ('ⅰ', 'ⅻ'),
        ('❶', '❿'),
    ];
    ROWS.iter()
        .find(|(first, last)| (*first..=*last).contains(&sign))
        .map(|(first, _)| f64::from(sign as u32 - *first as u32 + 1))
}

fn positive(text: &str) -> Option<f64> {
    if let Some((below, above)) = text.split_once("分之") {
        let above = cardinal(above)?;
        let below = cardinal(below).or_else(|| unit_of(below))?;
        return (below != 0.0).then(|| above / below);
    }
    if let Some(percent) = text.strip_suffix(['%', '％']) {
        return cardinal(percent).map(|value| value / 100.0);
    }
    if let Some((tenths, rest)) = text.split_once('成') {
        let tenths = cardinal(tenths)?;
        let hundredths = if rest.is_empty() {
            0.0
        } else {
            cardinal(rest).filter(|value| *value < 10.0)?
        };
        return Some((tenths * 10.0 + hundredths) / 100.0);
    }
    if text == "半" {
        return Some(0.5);
    }
    cardinal(text)
}

/// 百 of 百分之, 千 of 千分之, 万 of 万分之
fn unit_of(text: &str) -> Option<f64> {
    let mut characters = text.chars();
    let unit = unit(characters.next()?)?;
    characters.next().is_none().then_some(unit)
}

fn digit(character: char) -> Option<f64> {
    let value = match character {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(f64::from(value))
}

fn unit(character: char) -> Option<f64> {
    match character {
        '十' | '拾' => Some(10.0),
        '百' | '佰' => Some(100.0),
        '千' | '仟' => Some(1_000.0),
        '万' => Some(10_000.0),
        '亿' => Some(100_000_000.0),
        _ => None,
    }
}

/// A numeral in progress: `total` of what stands before the last 万 or 亿, `section` of
/// what stands before the last 十, 百 or 千, `current` of the digits since.
#[derive(Default)]
struct Cardinal {
    total: f64,
    section: f64,
    current: Option<f64>,
    /// The last unit read within the section; they must fall.
    last_unit: Option<f64>,
    /// Whether 零 stands before the current digits.
    zero: bool,
    /// Whether anything was read.
    begun: bool,
}

impl Cardinal {
    fn number(&mut self, value: f64) -> Option<()> {
        if self.current.is_some() {
            return None;
        }
        self.current = Some(value);
        self.begun = true;
        Some(())
    }

    fn unit(&mut self, unit: f64, approximate: bool) -> Option<()> {
        if unit >= 10_000.0 {
            let section = self.section + self.current.unwrap_or(0.0);
            let factor = match () {
                () if section > 0.0 => section,
                // 百余 and 万余: a bare unit means one of it.
                () if !self.begun && approximate => 1.0,
                () if self.total > 0.0 && unit > 10_000.0 => 0.0,
                () => return None,
            };
            if unit == 10_000.0 && self.total % 100_000_000.0 != 0.0 {
                return None;
            }
            self.total = if unit > 10_000.0 {
                (self.total + factor) * unit
            } else {
                self.total + factor * unit
            };
            self.section = 0.0;
            self.last_unit = Some(unit);
        } else {
            let falls = self
                .last_unit
                .is_none_or(|last| last >= 10_000.0 || unit < last);
            let factor = match self.current {
                Some(value) => value,
                None if unit == 10.0 || (!self.begun && approximate) => 1.0,
                None => return None,
            };
            if !falls {
                return None;
            }
            self.section += factor * unit;
            self.last_unit = Some(unit);
        }
        self.current = None;
        self.zero = false;
        self.begun = true;
        Some(())
    }

    fn finish(self, last_is_chinese: bool) -> Option<f64> {
        let mut rest = self.current.unwrap_or(0.0);
        // 一百二 is 120, 一万三 is 13,000; 一百零二 is 102.
        if let Some(last) = self.last_unit
            && last >= 100.0
            && !self.zero
            && last_is_chinese
            && rest < 10.0
        {
            rest *= last / 10.0;
        }
        self.begun.then_some(self.total + self.section + rest)
    }
}

fn cardinal(text: &str) -> Option<f64> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > 1
        && let Some(digits) = digit_by_digit(&characters)
    {
        return Some(digits);
    }
    let mut numeral = Cardinal::default();
    let mut last_is_chinese = false;
    let mut position = 0;
    while let Some(&character) = characters.get(position) {
        let next = characters.get(position + 1).copied();
        if character.is_ascii_digit() {
            let (value, length) = arabic(&characters[position..])?;
            numeral.number(value)?;
            last_is_chinese = false;
            position += length;
            continue;
        }
        match character {
            '零' | '〇' if numeral.begun => {
                if numeral.current.is_some() {
                    return None;
                }
                numeral.zero = true;
            }
            '廿' => {
                numeral.number(2.0)?;
                numeral.unit(10.0, false)?;
            }
            '卅' => {
                numeral.number(3.0)?;
                numeral.unit(10.0, false)?;
            }
            '多' | '余' | '来' | '几' | '许' if numeral.begun => {
                let ends = next.is_none_or(|next| unit(next).is_some());
                if !ends {
                    return None;
                }
            }
            _ => {
                if let Some(value) = digit(character) {
                    numeral.number(value)?;
                    last_is_chinese = true;
                } else {
                    let approximate = matches!(next, Some('多' | '余'));
                    numeral.unit(unit(character)?, approximate)?;
                }
            }
        }
        position += 1;
    }
    numeral.finish(last_is_chinese)
}

/// 二〇二〇
fn digit_by_digit(characters: &[char]) -> Option<f64> {
    characters.iter().try_fold(0.0, |value, &character| {
        Some(value * 10.0 + digit(character)?)
    })
}

/// A number in ASCII digits, with commas between groups of three and a decimal point,
/// and how many characters it takes.
fn arabic(characters: &[char]) -> Option<(f64, usize)> {
    let mut written = String::new();
    let mut position = 0;
    let digits_at = |from: usize| {
        characters[from.min(characters.len())..]
            .iter()
            .take_while(|character| character.is_ascii_digit())
            .count()
    };
    while let Some(&character) = characters.get(position) {
        match character {
            digit if digit.is_ascii_digit() => written.push(digit),
            ',' | '，' if digits_at(position + 1) == 3 => {}
            '.' if digits_at(position + 1) > 0 && !written.contains('.') => written.push('.'),
            _ => break,
        }
        position += 1;
    }
    Some((written.parse().ok()?, position))
}

#[cfg(test)]
mod tests {
    use super::number;

    const GIVES: &[(&str, f64)] = &[
        ("0", 0.0),
        ("24", 24.0),
        ("1,200", 1200.0),
        ("1，200，000", 1_200_000.0),
        ("3.5", 3.5),
        ("-3", -3.0),
        ("零下三", -3.0),
        ("1200多", 1200.0),
        ("1200余", 1200.0),
        ("20多万", 200_000.0),
        ("1.5万", 15_000.0),
        ("55亿", 5_500_000_000.0),
        ("1亿5000万", 150_000_000.0),
        ("3千万", 30_000_000.0),
        ("1万亿", 1_000_000_000_000.0),
        ("十", 10.0),
        ("十一", 11.0),
        ("二十", 20.0),
        ("二十四", 24.0),
        ("一百", 100.0),
        ("一百零二", 102.0),
        ("一百二", 120.0),
        ("一百二十", 120.0),
        ("一百一十五", 115.0),
        ("两千三", 2300.0),
        ("一万三", 13_000.0),
        ("两万", 20_000.0),
        ("一万零五百", 10_500.0),
        ("三亿二千万", 320_000_000.0),
        ("廿五", 25.0),
        ("卅", 30.0),
        ("零", 0.0),
        ("二〇二〇", 2020.0),
        ("一九四九", 1949.0),
        ("百余", 100.0),
        ("千余", 1000.0),
        ("万余", 10_000.0),
        ("十几", 10.0),
        ("十余", 10.0),
        ("十几万", 100_000.0),
        ("50以上", 50.0),
        ("约300", 300.0),
        ("超过三百", 300.0),
        ("三成", 0.3),
        ("三成五", 0.35),
        ("5%", 0.05),
        ("12.5％", 0.125),
        ("百分之五", 0.05),
        ("百分之12.5", 0.125),
        ("千分之三", 0.003),
        ("三分之二", 2.0 / 3.0),
        ("半", 0.5),
        ("第三", 3.0),
        ("第12", 12.0),
        ("第二十", 20.0),
        ("（一）", 1.0),
        ("(十二)", 12.0),
        ("3)", 3.0),
        ("3.", 3.0),
        ("三、", 3.0),
        ("①", 1.0),
        ("⑳", 20.0),
        ("⑵", 2.0),
        ("⒊", 3.0),
        ("㈣", 4.0),
        ("㊄", 5.0),
        ("Ⅵ", 6.0),
        ("ⅳ", 4.0),
        ("❼", 7.0),
    ];

    const GIVES_NOTHING: &[&str] = &[
        "",
        "第",
        "要",
        "几十",
        "数百",
        "二三十",
        "三五百",
        "十百",
        "1200人",
        "一二要",
        "百",
        "零分之三",
        "多",
        "1.2.3",
        "1亿万",
        "3万4万",
        "万万",
        "首先",
        "一百多二",
    ];

    #[test]
    fn numerals_of_the_table() {
        for &(text, expected) in GIVES {
            let found = number(text);
            assert!(
                found.is_some_and(|value| (value - expected).abs() <= expected.abs() * 1e-12),
                "{text}: {found:?}, not {expected}"
            );
        }
    }

    #[test]
    fn what_is_no_numeral_gives_nothing() {
        for text in GIVES_NOTHING {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
