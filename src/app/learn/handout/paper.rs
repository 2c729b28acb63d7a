//! What stands on a handout.

use super::super::exercises::{Batch, Line, held, level, question, solution};
use super::super::scene::totals;
use super::super::sheet;
use super::super::spoken::{say, with};
use super::{Of, Wanted};
use crate::app::intake::sentence;
use crate::io::report::Table;
use crate::io::session::{self, Place, Scene, Session, Shown};
use crate::learn::exercise::Level;
use crate::learn::{Question, Value, Words, lesson as named, told};
use crate::margin::{Assessment, RuleSet, assess, venues};

/// A figure with its name.
pub(crate) type Known = (String, String);

/// A handout.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Paper {
    /// What it is called.
    pub(crate) title: String,
    /// What is said before anything is asked.
    pub(crate) intro: Vec<String>,
    /// Books, each under its name.
    pub(crate) books: Vec<(String, Vec<Table>)>,
    /// Figures that may be known.
    pub(crate) known: Vec<Known>,
    /// What is asked.
    pub(crate) asked: Vec<Asked>,
    /// The parameters that are needed to work it out; none where there are too many.
    pub(crate) rules: Option<Table>,
    /// Which rules, which seed.
    pub(crate) foot: Vec<String>,
    /// The solutions.
    pub(crate) solved: Vec<Solved>,
}

/// A question with room for its answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Asked {
    /// Which one it is; empty where there is one alone.
    pub(crate) heading: String,
    /// Its book and prices.
    pub(crate) tables: Vec<Table>,
    /// What is asked.
    pub(crate) text: String,
    /// What there is to choose from.
    pub(crate) options: Vec<String>,
    /// Ruled lines for the answer.
    pub(crate) lines: usize,
}

/// A solution.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Solved {
    /// Of which question.
    pub(crate) heading: String,
    /// In words.
    pub(crate) texts: Vec<String>,
    /// Line by line.
    pub(crate) lines: Vec<Line>,
    /// In figures.
    pub(crate) figures: Vec<Known>,
}

/// The handout that is wanted.
///
/// # Errors
/// A lesson that is not there or does not hold; a link that cannot be read; in a sentence.
pub(crate) fn paper(wanted: &Wanted) -> Result<Paper, String> {
    let mut paper = match &wanted.of {
        Of::Lesson(id) => lesson(id)?,
        Of::Exercises(set) => exercises(*set),
        Of::Scene(fragment) => {
            let (session, _) = session::read(fragment).map_err(|error| sentence(&error.to_string()))?;
            let scene = session.scene.clone().ok_or_else(|| say("scene.none"))?;
            of_scene(session, scene)
        }
    };
    if !wanted.solved {
        paper.solved.clear();
    }
    Ok(paper)
}

/// Which rules are in force, for the foot.
fn foot(rules: &RuleSet) -> String {
    with("handout.foot", [("rules", rules.title.clone()), ("date", rules.as_of.clone())])
}

fn figures(of: &Assessment) -> Vec<Known> {
    totals(of).into_iter().map(|(name, figure)| (say(name), figure)).collect()
}

fn lesson(id: &str) -> Result<Paper, String> {
    let missing = || with("scene.no-lesson", [("lesson", id.to_owned())]);
    let lesson = named(id).ok_or_else(missing)?;
    let rules = venues::named(lesson.rules).ok_or_else(missing)?;
    let stage = lesson.stage().map_err(|error| sentence(&error.to_string()))?;
    let answer = lesson.answer().map_err(|error| sentence(&error.to_string()))?;
    if !answer.holds {
        return Err(say("handout.does-not-hold"));
    }
    let said = told(lesson, &answer, Words::english(), &Value::plain).map_err(|error| sentence(&error.to_string()))?;
    let last = stage.accounts.len().saturating_sub(1);
    let (mut books, mut known) = (Vec::new(), Vec::new());
    for (place, (account, name)) in stage.accounts.iter().zip(said.steps).enumerate() {
        let whole = if place == last { sheet::book } else { sheet::held };
        books.push((name.clone(), whole(account, &stage.market)));
        if place < last {
            let named = |(of, figure)| (format!("{name}: {of}"), figure);
            known.extend(figures(&assess(account, &stage.market, rules)).into_iter().map(named));
        }
    }
    let account = stage.accounts.last().cloned().unwrap_or_default();
    let end = figures(&assess(&account, &stage.market, rules));
    let choice = matches!(lesson.question, Question::Choice { .. });
    let why = Asked { text: say("handout.why"), lines: 5, ..Asked::default() };
    let lines = if choice { 0 } else { 1 };
    Ok(Paper {
        title: said.title,
        intro: vec![said.setup],
        books,
        known,
        asked: vec![Asked { text: said.question, options: said.options, lines, ..Asked::default() }, why],
        rules: sheet::rules(rules, &account),
        foot: vec![foot(rules)],
        solved: vec![Solved { texts: vec![said.reveal, said.why, said.conclusion], figures: end, ..Solved::default() }],
    })
}

fn exercises(set: Batch) -> Paper {
    let all = set.exercises();
    let named =
        |nth: usize, seed: u64| with("handout.exercise", [("nth", (nth + 1).to_string()), ("seed", seed.to_string())]);
    let asked = all.iter().enumerate().map(|(nth, exercise)| Asked {
        heading: named(nth, exercise.seed),
        tables: exercise
            .stage
            .accounts
            .first()
            .map(|book| sheet::book(book, &exercise.stage.market))
            .unwrap_or_default(),
        text: question(exercise),
        options: exercise.options.clone(),
        lines: if exercise.options.is_empty() { 5 } else { 3 },
    });
    let solved = all.iter().enumerate().map(|(nth, exercise)| Solved {
        heading: named(nth, exercise.seed),
        lines: solution(exercise),
        ..Solved::default()
    });
    let reference = venues::reference().ok();
    let seed = with(
        "handout.seed",
        [("seed", set.seed.to_string()), ("level", say(&format!("exercise.level.{}", set.level.key())))],
    );
    Paper {
        title: say(if set.count == 1 { "handout.one" } else { "handout.several" }),
        intro: vec![say("handout.how")],
        asked: asked.collect(),
        rules: reference.and_then(|rules| sheet::rules(rules, &held(&all))),
        foot: reference.map(foot).into_iter().chain([seed]).collect(),
        solved: solved.collect(),
        ..Paper::default()
    }
}

fn of_scene(session: Session, scene: Scene) -> Paper {
    let Scene { title, task, shown, place, .. } = scene;
    let title = if title.is_empty() { say("scene.untitled") } else { title };
    if let Place::Exercises { seed, level: name, count } = place {
        let set = Batch { seed, level: level(&name).unwrap_or(Level::Easy), count };
        let intro = Some(task).filter(|task| !task.is_empty()).into_iter();
        let paper = exercises(set);
        return Paper { title, intro: intro.chain(paper.intro).collect(), ..paper };
    }
    let Session { account, market, rules, .. } = session;
    let Some(rules) = rules.as_ref().or_else(|| venues::reference().ok()) else { return Paper::default() };
    let end = figures(&assess(&account, &market, rules));
    let tables = match shown {
        Shown::Figures => vec![sheet::prices(&account, &market)],
        Shown::Everything | Shown::Tables => sheet::book(&account, &market),
    };
    // what is not on screen is not on paper either, but it is the solution
    let (known, solved) = match shown {
        Shown::Tables => (Vec::new(), vec![Solved { figures: end, ..Solved::default() }]),
        Shown::Everything | Shown::Figures => (end, Vec::new()),
    };
    let text = if task.is_empty() { say("scene.no-task") } else { task };
    Paper {
        title,
        books: vec![(String::new(), tables)],
        known,
        asked: vec![Asked { text, lines: 12, ..Asked::default() }],
        rules: sheet::rules(rules, &account),
        foot: vec![foot(rules)],
        solved,
        ..Paper::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::allowed::Allowed;
    use crate::app::learn::scene::{Draft, Source, frozen};
    use crate::learn::all;

    fn of(of: Of, solved: bool) -> Paper {
        paper(&Wanted { of, solved }).unwrap()
    }

    fn text(paper: &Paper) -> String {
        format!("{paper:?}")
    }

    #[test]
    fn a_lesson_on_paper_does_not_give_its_answer_away() {
        for lesson in all() {
            let id = lesson.id.to_owned();
            let plain = of(Of::Lesson(id.clone()), false);
            let solved = of(Of::Lesson(id), true);
            assert!(plain.solved.is_empty() && solved.solved.len() == 1);
            assert_eq!(plain.books.len(), lesson.steps.len());
            assert_eq!(plain.known.len(), 7 * (lesson.steps.len() - 1), "{}", lesson.id);
            let Solved { texts, .. } = &solved.solved[0];
            assert!(texts.iter().all(|said| !text(&plain).contains(said.as_str())), "{}", lesson.id);
            assert!(!text(&solved).contains('{') || !texts.iter().any(|said| said.contains('{')));
            assert!(plain.foot[0].contains(&venues::named(lesson.rules).unwrap().as_of));
        }
        let gone = Wanted { of: Of::Lesson("gone".into()), solved: false };
        assert!(paper(&gone).unwrap_err().contains("gone"));
    }

    #[test]
    fn five_exercises_have_five_books_and_the_parameters_of_all() {
        let set = Batch { seed: 7, level: Level::Hard, count: 5 };
        let (plain, solved) = (of(Of::Exercises(set), false), of(Of::Exercises(set), true));
        assert_eq!((plain.asked.len(), plain.solved.len(), solved.solved.len()), (5, 0, 5));
        assert!(plain.asked.iter().all(|asked| asked.tables.len() == 3 && asked.lines > 0));
        assert!(plain.asked[4].heading.contains("4007"), "{}", plain.asked[4].heading);
        assert!(plain.foot.iter().any(|foot| foot.contains('7')));
        assert!(plain.rules.is_some_and(|rules| rules.rows.len() > 10));
    }

    #[test]
    fn a_scene_on_paper_has_what_it_has_on_screen() {
        let own = || unreachable!("its book is a lesson’s");
        let made = |shown, source| {
            let task = "Which leg adds most?".to_owned();
            let lesson = "hedge".to_owned();
            let draft = Draft { source, lesson, shown, title: "T".into(), task, ..Draft::default() };
            let scene = draft.scene();
            let session = Session { scene: Some(scene.clone()), ..frozen(&scene.place, Allowed(0), own).unwrap() };
            of(Of::Scene(session::scene_fragment(&session).unwrap()), true)
        };
        let whole = made(0, Source::Lesson);
        assert_eq!((whole.title.as_str(), whole.known.len(), whole.solved.len()), ("T", 7, 0));
        assert_eq!(whole.asked[0].text, "Which leg adds most?");
        // 15.5 % of 100,000
        assert!(whole.known.iter().any(|(_, figure)| figure == "$15,500"), "{:?}", whole.known);
        let tables = made(2, Source::Lesson);
        assert_eq!((tables.known.len(), tables.solved.len(), tables.books[0].1.len()), (0, 1, 3));
        assert_eq!(made(1, Source::Lesson).books[0].1.len(), 1);
        let exercises = made(0, Source::Exercises);
        assert_eq!((exercises.title.as_str(), exercises.asked.len()), ("T", 1));
        assert_eq!(exercises.intro[0], "Which leg adds most?");
        let broken = Wanted { of: Of::Scene("scene=1.AAAA".into()), solved: false };
        assert!(paper(&broken).unwrap_err().starts_with("This link is cut off"));
    }
}
