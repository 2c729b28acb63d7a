//! The course of a lesson: its books, the question, the answer, the whys. In front of a class one at a time, else all that
//! may be seen.

/// What of a lesson is looked at in front of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slide {
    /// The book of a step, from 0.
    Book(usize),
    /// What is to be predicted.
    Question,
    /// The answer.
    Answer,
    /// Why.
    Why,
}

/// Which parts of a lesson are on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// What is held and what is about to happen.
    pub(super) story: bool,
    /// The question.
    pub(super) question: bool,
    /// The answer.
    pub(super) answer: bool,
    /// Why, and what to try.
    pub(super) why: bool,
}

impl Slide {
    /// How many there are for so many books.
    pub(super) fn many(books: usize) -> usize {
        books + 3
    }

    /// The one at a place, from 0; the last for any place beyond.
    pub(super) fn at(place: usize, books: usize) -> Self {
        match place.checked_sub(books) {
            None => Self::Book(place),
            Some(0) => Self::Question,
            Some(1) => Self::Answer,
            Some(_) => Self::Why,
        }
    }

    /// The book that is on screen with it: its own, else the last.
    pub(super) fn book(self, books: usize) -> usize {
        match self {
            Self::Book(place) => place,
            _ => books.saturating_sub(1),
        }
    }

    /// Whether it shows what may be seen only once the lesson is answered.
    pub(super) fn answers(self) -> bool {
        matches!(self, Self::Answer | Self::Why)
    }
}

impl Parts {
    /// In front of a class the part of the slide; else story and question, and with the answer the rest.
    pub(super) fn of(slide: Option<Slide>, answered: bool) -> Self {
        match slide {
            None => Self { story: true, question: true, answer: answered, why: answered },
            Some(slide) => Self {
                story: matches!(slide, Slide::Book(_)),
                question: slide == Slide::Question,
                answer: answered && slide == Slide::Answer,
                why: answered && slide == Slide::Why,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slides_of_three_books() {
        let all: Vec<Slide> = (0..Slide::many(3)).map(|place| Slide::at(place, 3)).collect();
        let books = [Slide::Book(0), Slide::Book(1), Slide::Book(2)];
        assert_eq!(all, [&books[..], &[Slide::Question, Slide::Answer, Slide::Why]].concat());
        assert_eq!(Slide::at(99, 3), Slide::Why);
        assert_eq!((Slide::Book(1).book(3), Slide::Question.book(3), Slide::Why.book(1)), (1, 2, 0));
        assert!(Slide::Answer.answers() && !Slide::Question.answers());
    }

    #[test]
    fn no_answer_is_on_screen_before_it_is_given() {
        let slides = (0..Slide::many(2)).map(|place| Some(Slide::at(place, 2)));
        for slide in slides.chain([None]) {
            let before = Parts::of(slide, false);
            assert!(!before.answer && !before.why, "{slide:?}");
        }
        assert_eq!(Parts::of(None, true), Parts { story: true, question: true, answer: true, why: true });
    }

    #[test]
    fn a_class_sees_one_part_at_a_time() {
        for place in 0..Slide::many(2) {
            let Parts { story, question, answer, why } = Parts::of(Some(Slide::at(place, 2)), true);
            assert_eq!([story, question, answer, why].into_iter().filter(|shown| *shown).count(), 1, "{place}");
        }
    }
}
