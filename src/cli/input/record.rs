//! A JSON record that holds a document.

use std::borrow::Cow;

use serde::Deserialize;

use crate::diagnostic::{Message, json_message};

use super::Opened;

/// `{"text": …, "id"?, "date"?}`; other keys are the user's own.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(default)]
    id: Option<Id>,
    #[serde(default)]
    date: Option<String>,
}

/// Ids are texts or numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// Parses one record.
pub(super) fn parse(bytes: &[u8]) -> Result<Record<'_>, Message> {
    serde_json::from_slice(bytes).map_err(|error| not_a_record(&error, true))
}

/// Parses one record, or an array of records.
pub(super) fn parse_all(bytes: &[u8]) -> Result<Vec<Record<'static>>, Message> {
    let is_array = bytes.trim_ascii_start().starts_with(b"[");
    let parsed: Result<Vec<Record<'_>>, _> = if is_array {
        serde_json::from_slice(bytes)
    } else {
        serde_json::from_slice(bytes).map(|record| vec![record])
    };
    let records = parsed.map_err(|error| not_a_record(&error, false))?;
    Ok(records.into_iter().map(Record::into_owned).collect())
}

fn not_a_record(error: &serde_json::Error, one_line: bool) -> Message {
    let Message { zh, en } = json_message(error, one_line);
    Message::new(
        format!("不是带 \"text\" 的 JSON 对象：{zh}"),
        format!("not a JSON object with a \"text\": {en}"),
    )
}

impl<'a> Record<'a> {
    fn into_owned(self) -> Record<'static> {
        Record {
            text: Cow::Owned(self.text.into_owned()),
            id: self.id,
            date: self.date,
        }
    }

    /// The document of the record; `otherwise` is the id of a record without one.
    pub(super) fn open<'b>(self, otherwise: &'b str) -> Result<Opened<'b>, Message>
    where
        'a: 'b,
    {
        let date = match self.date.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(written) => Some(iso_date(written).map_err(|_| not_a_date(written))?),
        };
        Ok(Opened {
            id: match self.id {
                Some(Id::Text(id)) if !id.is_empty() => Cow::Owned(id),
                Some(Id::Number(id)) => Cow::Owned(id.to_string()),
                _ => Cow::Borrowed(otherwise),
            },
            bytes: match self.text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            },
            utf8: true,
            date,
        })
    }
}

fn not_a_date(written: &str) -> Message {
    Message::new(
        format!("\"date\" 不是日期：{written}"),
        format!("\"date\" is no date: {written}"),
    )
}

/// A date as `YYYY-MM-DD`, from `2020-02-07`, `20200207`, `2020/2/7`, `2020年2月7日`, each with
/// or without a time behind it.
///
/// # Errors
/// What is no date of the calendar.
pub fn iso_date(written: &str) -> Result<String, NotADate> {
    let mut numbers = written
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let first = numbers.next().ok_or(NotADate)?;
    let (year, month, day) = if first.len() == 8 {
        (&first[..4], &first[4..6], &first[6..])
    } else {
        let month = numbers.next().ok_or(NotADate)?;
        (first, month, numbers.next().ok_or(NotADate)?)
    };
    // `2020-02-07T…` leaves `07`; a number of other length is no part of a date.
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return Err(NotADate);
    }
    let number = |digits: &str| digits.parse::<u32>().map_err(|_| NotADate);
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    if (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day) {
        Ok(format!("{year:04}-{month:02}-{day:02}"))
    } else {
        Err(NotADate)
    }
}

fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What is written is no date of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("YYYY-MM-DD")]
pub struct NotADate;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_many_spellings() {
        for written in [
            "2020-02-07",
            "20200207",
            "2020/2/7",
            "2020年2月7日",
            "2020-02-07T08:00:00+08:00",
        ] {
            assert_eq!(iso_date(written).as_deref(), Ok("2020-02-07"), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for written in [
            "",
            "昨天",
            "2020",
            "2020-13-01",
            "2021-02-29",
            "7-2-2020",
            "2月7日",
        ] {
            assert_eq!(iso_date(written), Err(NotADate), "{written}");
        }
        assert_eq!(iso_date("2020-02-29").as_deref(), Ok("2020-02-29"));
    }

    #[test]
    fn a_record_without_id_takes_the_other() {
        let record = parse(r#"{"text": "会议\n召开", "id": 7, "more": []}"#.as_bytes()).unwrap();
        assert_eq!(record.open("x-1").unwrap().id, "7");
        let record = parse(r#"{"text": "会议"}"#.as_bytes()).unwrap();
        let opened = record.open("x-1").unwrap();
        assert_eq!((&*opened.id, &*opened.bytes), ("x-1", "会议".as_bytes()));
    }

    #[test]
    fn what_is_no_record_says_so_in_both_languages() {
        let message = parse(b"{\"id\": 1}").unwrap_err();
        assert!(message.zh.contains("不是带"), "{}", message.zh);
        assert!(
            message.en.contains("missing field `text`"),
            "{}",
            message.en
        );
    }
}
