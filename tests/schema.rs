//! What the shipped pack gives is what the schema of its views says.

use std::sync::Arc;

use tiyao::compile::Program;
use tiyao::engine::{Engine, Metadata, Scratch};
use tiyao::pack::Pack;
use tiyao::text::Text;
use tiyao::view::{Layout, schema};
use tiyao::write::{Document, Format};

const ARTICLE: &str = "全市海洋经济推进会召开
滨海日报3月6日讯（记者 王一帆）昨天下午，全市海洋经济推进会召开。市委书记、市人大常委会主任李宏伟出席会议并讲话，副市长赵敏主持会议。
李宏伟指出，要守住“向海图强”底线。一要摸清底数；二要压实责任。他强调，各级各部门必须落实《海洋条例》。
“我们会把工作做实做细，绝不走过场。”赵敏说。";

#[test]
fn every_view_of_the_shipped_pack() {
    let pack = Arc::new(Pack::shipped(&[]).unwrap());
    let engine = Engine::new(Arc::new(Program::compile(Arc::clone(&pack)).unwrap()));
    let text = Text::from_plain(ARTICLE);
    let metadata = Metadata {
        date: Some("2024-03-07".to_owned()),
    };
    let mut scratch = Scratch::default();
    let extraction = engine.extract(&text, &metadata, &mut scratch).unwrap();
    assert!(extraction.records.len() > 10);
    for view in &pack.views {
        let layout = Layout::new(&pack, view);
        let document = Document {
            id: "a",
            source: "a.txt",
            records: &layout.arrange(&text, &extraction),
        };
        let mut streams = [Vec::new()];
        let writer = Format::Json.writer(&layout, false);
        writer.document(&document, &mut streams).unwrap();
        let tree = serde_json::from_slice(&streams[0]).unwrap();
        let validator = jsonschema::validator_for(&schema::schema(&layout)).unwrap();
        let errors = validator.iter_errors(&tree);
        let errors: Vec<String> = errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", view.name);
    }
}
