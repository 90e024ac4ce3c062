//! A project with captioned images, and a stand-in of a teacher that writes about them.

use crate::house::House;
use crate::items::add;
use crate::judge::{Does, Judge};
use vitrine_domain::api::SynthesisRequest;
use vitrine_domain::*;
use vitrine_store::Member;

/// What the stand-in charges for each reply.
pub const REPLY_TOKENS: i64 = 110;
pub const PAIRS: &str = "Question:\nWhat lies there?\n===\nAnswer:\nA red square.\n===\nQuestion:\nIs there a dog?\n===\nAnswer:\nNo, the caption names none.\n===\n";
pub const CAPTION: &str = "A red square on a blue ground.";
const PRIVATE: (&str, &str) = ("VITRINE_PRIVATE_TEACHERS", "1");

pub struct Taught {
    pub house: House,
    pub member: Member,
    pub judge: Judge,
    pub address: String,
}

impl Taught {
    /// A project with so many captioned images, and a stand-in with a plan.
    pub async fn new(images: u64, plan: &[Does]) -> Self {
        let (judge, address) = Judge::start(plan).await;
        let house = House::new().await;
        let settings = ProjectSettings {
            teachers: TeacherRule {
                hosts: vec!["127.0.0.1".into()],
            },
            ..Default::default()
        };
        let (_, member) = house.project(settings).await;
        for n in 0..images {
            let item = add(&house, &member, n, Split::Train).await;
            let item = house.db.store.item_get(&member, item).await.unwrap();
            let context = ImageContext {
                captions: vec![CAPTION.into()],
                boxes: vec![],
            };
            let set = house
                .db
                .store
                .image_context_set(&member, item.image.id, &context);
            set.await.unwrap();
        }
        Self {
            house,
            member,
            judge,
            address,
        }
    }

    pub fn request(&self, samples: i64, tokens: i64, concurrency: u16) -> SynthesisRequest {
        let teacher = serde_json::json!({"url": self.address, "model": "stand-in", "concurrency": concurrency,
            "timeout_seconds": 600, "prompt_price": 10.0, "reply_price": 30.0});
        SynthesisRequest {
            teacher: serde_json::from_value(teacher).unwrap(),
            counts: [("conversation".to_owned(), samples)].into(),
            budget: SynthesisBudget {
                tokens,
                dollars: None,
            },
            seed: Some(5),
        }
    }

    pub async fn ask(&self, request: &SynthesisRequest) -> SynthesisRun {
        let store = &self.house.db.store;
        store
            .synthesis_request(&self.member, request)
            .await
            .unwrap()
    }

    pub fn worker(&mut self, name: &str) {
        let keys = (
            "VITRINE_TEACHER_KEYS",
            "127.0.0.1=secret elsewhere.example=other",
        );
        self.house.start_worker(name, &["run"], &[PRIVATE, keys]);
    }

    pub async fn run(&self, id: SynthesisRunId) -> SynthesisRun {
        let store = &self.house.db.store;
        store.synthesis_get(&self.member, id).await.unwrap()
    }

    pub async fn over(&self, id: SynthesisRunId) -> SynthesisRun {
        self.house
            .wait("the synthesis run's end", || async {
                let run = self.run(id).await;
                run.state.is_over().then_some(run)
            })
            .await
    }

    pub async fn heard(&self, n: usize) {
        self.house
            .wait("the teacher's requests", || async {
                (self.judge.heard().len() >= n).then_some(())
            })
            .await;
    }
}
