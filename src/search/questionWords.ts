/**
 * Words of a question that say nothing about where its answer stands. Texts seldom hold question words, so that by
 * rarity alone `متى` would weigh as much as a name.
 */
const EMPTY: ReadonlySet<string> = new Set(
  (
    'ما ماهو ماهي ماذا من متي اين كم كيف لماذا لمادا لما هل اي ايه م بماذا مما ماذ اذكر لاي باي لمن بكم عما ' +
    'وما ومن ومتي واين وكم وكيف هو هي هم كان كانت ال في وفي علي الي عن عند بعد قبل ان انه او و التي الذي الذين اللتي ' +
    'بين مع هذا هذه ذلك تم قد كما به بها له لها فيه فيها منها منه'
  ).split(' '),
);

/** Words that ask for an amount, with what may be glued to them. */
const AMOUNT = /^(?:[وب]?كم|(?:[وبل]|لل|[وب]?ال)?(?:عدد|نسبه|مساحه|مده|ثمن|سعر|مبلغ|قيمه).*)$/;

/** Whether a normalized word carries nothing to search for. */
export function isEmptyWord(word: string): boolean {
  return EMPTY.has(word);
}

/** Whether a normalized word asks for an amount: `كم`, `عدد`, `نسبة`, `مدة`. */
export function asksAmount(word: string): boolean {
  return AMOUNT.test(word);
}
