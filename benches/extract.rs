//! Extraction against a peer in the same process: jieba-rs merely cutting the same text.
//!
//! `cargo bench --bench extract -- [CORPUS.jsonl.gz] [ROUNDS]`. Extraction is timed whole,
//! from the compressed file to written JSONL; of the peer only the cutting is counted, so the
//! comparison is unfair to us. Both run on one thread; rounds are interleaved, so that a
//! machine whose speed drifts drifts for both. Only the ratio travels between machines.

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiyao::compile::Program;
use tiyao::engine::{Engine, Metadata, Scratch};
use tiyao::pack::{Pack, PackSource};
use tiyao::shipped;
use tiyao::text::{ReadOptions, Text};
use tiyao::view::Layout;
use tiyao::write::{Document, Format};

fn main() {
    // `cargo bench` passes flags of its own.
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"));
    let corpus = arguments.next().map_or_else(
        || PathBuf::from("../shared/corpus/cctv.jsonl.gz"),
        PathBuf::from,
    );
    let rounds: usize = arguments
        .next()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(5);
    if !corpus.exists() {
        eprintln!(
            "no corpus at {}: name a .jsonl.gz with a `text` in each line",
            corpus.display()
        );
        return;
    }
    let jieba = jieba_rs::Jieba::new();
    let engine = Engine::new(Arc::new(program()));
    let mut ratios = Vec::new();
    let mut shares = [Duration::ZERO; 4];
    for round in 0..=rounds {
        let (peer, tokens, bytes) = cut(&jieba, &corpus);
        let (ours, records) = extract(&engine, &corpus, &mut shares);
        let ratio = peer.as_secs_f64() / ours.as_secs_f64();
        if round == 0 {
            // The first round warms the caches of both.
            shares = [Duration::ZERO; 4];
            continue;
        }
        ratios.push(ratio);
        println!(
            "round {round}: jieba-rs cuts {:.1} MB/s ({tokens} tokens), \
             tiyao extracts {:.1} MB/s ({records} records): {ratio:.2} times as fast",
            speed(bytes, peer),
            speed(bytes, ours),
        );
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "median: tiyao extracts {:.2} times as fast as jieba-rs cuts",
        ratios[ratios.len() / 2]
    );
    let all: Duration = shares.iter().sum();
    for (name, share) in ["unpack", "read", "extract", "write"].iter().zip(shares) {
        println!(
            "  {name:8} {:4.1} %",
            100.0 * share.as_secs_f64() / all.as_secs_f64()
        );
    }
}

/// The shipped pack, or the one in the folder that `TIYAO_RULES` names.
fn program() -> Program {
    let source = match std::env::var_os("TIYAO_RULES") {
        Some(folder) => PackSource::read(Path::new(&folder)).expect("the folder is read"),
        None => shipped::pack(shipped::DEFAULT).expect("a pack is shipped"),
    };
    let (pack, _) = Pack::load(source, &[])
        .map_err(|found| format!("{:?}", found.faults))
        .expect("the pack is sound");
    Program::compile(Arc::new(pack)).expect("the pack compiles")
}

fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

/// Calls `each` with the text of every line.
fn texts(corpus: &Path, mut each: impl FnMut(&str)) {
    #[derive(serde::Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        text: std::borrow::Cow<'a, str>,
    }
    let file = std::fs::File::open(corpus).expect("the corpus opens");
    let mut lines = BufReader::with_capacity(1 << 16, flate2::read::MultiGzDecoder::new(file));
    let mut line = String::new();
    while lines.read_line(&mut line).expect("the corpus is UTF-8") > 0 {
        let Line { text } = serde_json::from_str(&line).expect("each line has a text");
        each(&text);
        line.clear();
    }
}

fn cut(jieba: &jieba_rs::Jieba, corpus: &Path) -> (Duration, usize, usize) {
    let (mut tokens, mut bytes) = (0, 0);
    let mut time = Duration::ZERO;
    texts(corpus, |text| {
        bytes += text.len();
        let begin = Instant::now();
        for line in text.lines() {
            tokens += black_box(jieba.cut(line, true)).len();
        }
        time += begin.elapsed();
    });
    (time, tokens, bytes)
}

fn extract(engine: &Engine, corpus: &Path, shares: &mut [Duration; 4]) -> (Duration, usize) {
    let pack = &engine.program().pack;
    let layout = Layout::new(pack, &pack.views[0]);
    let writer = Format::Jsonl.writer(&layout, true);
    let mut scratch = Scratch::default();
    let mut text = Text::default();
    let mut output = vec![Vec::new()];
    let (mut records, mut inside) = (0, Duration::ZERO);
    let begin = Instant::now();
    texts(corpus, |raw| {
        let start = Instant::now();
        text.read_into(raw.as_bytes(), &ReadOptions::default())
            .expect("the text is read");
        let read = Instant::now();
        let extraction = engine
            .extract(&text, &Metadata::default(), &mut scratch)
            .expect("within limits");
        let extracted = Instant::now();
        records += extraction.records.len();
        output[0].clear();
        let document = Document {
            id: "1",
            source: "",
            records: &layout.arrange(&text, &extraction),
        };
        writer
            .document(&document, &mut output)
            .expect("memory is written to");
        black_box(&output);
        let written = Instant::now();
        shares[1] += read - start;
        shares[2] += extracted - read;
        shares[3] += written - extracted;
        inside += written - start;
    });
    let all = begin.elapsed();
    shares[0] += all - inside;
    (all, records)
}
