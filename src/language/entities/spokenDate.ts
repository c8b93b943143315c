import { addMonths, type DayNumber, dayOf, isoDay, partsOf } from './calendar.ts';
import { lastDateOfMonth, lastSuchDay } from './date.ts';
import type { Unit } from './entity.ts';
import { monthOf, NEAR_DAYS, UNIT_WORDS, unitOf, weekdayOf } from './timeWords.ts';

/** A date read from words. */
export interface SpokenDate {
  readonly day: DayNumber;
  readonly precision: 'day' | 'week' | 'month' | 'year';
}

/** One way of saying a date on a reading line: a pattern and what a match of it means, if anything. */
export interface DateRule {
  readonly pattern: RegExp;
  read(match: RegExpExecArray, today: DayNumber): SpokenDate | undefined;
}

/** Alternatives of unit words that dates are counted in. */
const UNIT = UNIT_WORDS.filter(([unit]) => unit !== 'piece')
  .map(([, words]) => words)
  .join('|');
const NUMBER = '(\\d{1,3}|شي|chi)';
const AGO_BEFORE =
  'قبل|منذ|مند|من|مني|هادي|هاذي|هذي|هاد|هذه|قرابه|hadi|hady|9bel|9bl|qbel|mn|mond|mondo|il y a|il ya|ilya|ya|y a|ca fait|cela fait|sa fait|depuis|db';
const AGO_AFTER = 'هادي|هاذي|hadi|hady|مضت|مضي|خلت|من قبل|فاتو|دازو|fato|dazo|mn 9bel|ago';
const PAST =
  'الماضي|الماضيه|الفارط|الفارطه|الفايت|الفايته|المنصرم|المنصرمه|السابق|اللي فات|اللي فاتت|لي فات|لي فاتت|اللي داز|اللي دازت|لي داز|لي دازت|' +
  'li fat|li fatet|li fatt|lli fat|lli fatet|li fatat|li daz|li dazt|li dazet|dernier|derniere|passe|passee|last';
const NEXT =
  'القادم|القادمه|المقبل|المقبله|الجاي|الجايه|اللي جاي|اللي جايه|لي جاي|li jay|li jaya|ljay|ljaya|prochain|prochaine|next';

/** `هادي 8 ايام`, `قبل ثلاثة أيام`, `il y a 5 jours`, `hadi chi simana`; not after "more than" or "less than". */
const ago: DateRule = {
  pattern: new RegExp(
    `(?<!(?:اكثر|اكتر|كتر|اقل|قل|ازيد|plus|moins|kter|ktar|9el)) (?:${AGO_BEFORE}) (?:من |لي |ليها |environ |presque |تقريبا |ta9riban |حوالي )?${NUMBER} (?:ديال |dyal |d |de )?(${UNIT})(?= )`,
    'g',
  ),
  read: ([, number, unit], today) => back(today, number, unit),
};
const agoAfter: DateRule = {
  pattern: new RegExp(` ${NUMBER} (?:ديال |dyal |d |de )?(${UNIT}) (?:${AGO_AFTER})(?= )`, 'g'),
  read: ([, number, unit], today) => back(today, number, unit),
};
/** `قبل أسبوع`, `منذ شهر`: one unit, without a number. */
const oneAgo: DateRule = {
  pattern: / (?:قبل|منذ|مند|هادي|hadi|9bel) (اسبوع|شهر|سنه|عام|يوم|سيمانه|نهار|simana|chhar|3am|nhar)(?= )/g,
  read: ([, unit], today) => back(today, '1', unit),
};
/** `السيمانة اللي فاتت`, `الشهر الماضي`, `la semaine dernière`. */
const lastUnit: DateRule = {
  pattern: new RegExp(` (?:ال|ل|la |le |l )?(${UNIT}) (?:${PAST})(?= )`, 'g'),
  read: ([, unit], today) => back(today, '1', unit),
};
const nearDay: DateRule = {
  pattern: new RegExp(` (${NEAR_DAYS.map(([, phrases]) => phrases).join('|')})(?= )`, 'g'),
  read: ([, phrase = ''], today) => {
    const offset = NEAR_DAYS.find(([, phrases]) => phrases.split('|').includes(phrase))?.[0];
    return offset === undefined ? undefined : { day: today + offset, precision: 'day' };
  },
};
/** `12 مارس 2026`, `le 1er mars`, `12 mars`: without a year the last such day up to today. */
const dayAndMonth: DateRule = {
  pattern: / (\d{1,2})(?:er)? (?:من |d |de |f |ف |dyal |ديال )?(?:شهر |chhar )?(\p{L}+)(?: (20\d\d))?(?= )/gu,
  read: ([, date, name = '', year], today) => {
    const month = monthOf(name);
    if (!month) return undefined;
    const day = year ? dayOf(Number(year), month, Number(date)) : lastSuchDay(today, month, Number(date));
    return day === undefined ? undefined : { day, precision: 'day' };
  },
};
/** `يوم الاثنين`, `نهار التلات`, `lundi dernier`: the last one before today, or the next one when said so. */
const weekday: DateRule = {
  pattern: new RegExp(` (?:(?:يوم|نهار|nhar|youm|le|ce) )?([\\p{L}\\d]+)(?: (${PAST}|${NEXT}))?(?= )`, 'gu'),
  read: (match, today) => readWeekday(match, today),
};
/** `نهار 12`, `يوم 12`, `le 12`: the last such date up to today. */
const dateOfMonth: DateRule = {
  pattern: new RegExp(` (?:يوم|نهار|بتاريخ|nhar|le|du) (\\d{1,2})(?= )(?! (?:${UNIT}|\\d|%|en |fois|مره|مرات))`, 'g'),
  read: ([, date], today) => {
    const day = lastDateOfMonth(today, Number(date));
    return day === undefined ? undefined : { day, precision: 'day' };
  },
};

/** All ways of saying a date, the more telling ones first. */
export const DATE_RULES: readonly DateRule[] = [
  dayAndMonth,
  ago,
  agoAfter,
  oneAgo,
  lastUnit,
  nearDay,
  dateOfMonth,
  weekday,
];

/** `YYYY-MM-DD` of a spoken date. */
export function spokenDay(date: SpokenDate): string {
  return isoDay(date.day);
}

function back(today: DayNumber, number = '1', word = ''): SpokenDate | undefined {
  const unit = unitOf(word);
  if (!unit || unit === 'piece') return undefined;
  const counted = /^\d+$/.test(number) && number !== '1';
  return { day: daysBack(today, counted ? Number(number) : 1, unit), precision: precisionOf(unit, counted) };
}

/** Counted weeks are meant to the day (`قبل أسبوعين`); a single one, months and years only roughly. */
function precisionOf(unit: Exclude<Unit, 'piece'>, counted: boolean): SpokenDate['precision'] {
  if (unit === 'month' || unit === 'year') return unit;
  return unit === 'week' && !counted ? 'week' : 'day';
}

function daysBack(today: DayNumber, count: number, unit: Unit): DayNumber {
  if (unit === 'month') return addMonths(today, -count);
  if (unit === 'year') return addMonths(today, -12 * count);
  if (unit === 'week') return today - 7 * count;
  return unit === 'hour' ? today - Math.floor(count / 24) : today - count;
}

function readWeekday([whole, name = '', which]: RegExpExecArray, today: DayNumber): SpokenDate | undefined {
  const weekday = weekdayOf(name) ?? (NAMED_DAY.test(whole) ? weekdayOf(`ال${name}`) : undefined);
  if (weekday === undefined || (SHORT.has(name) && !NAMED_DAY.test(whole) && !which)) return undefined;
  const forward = new RegExp(`^(?:${NEXT})$`).test(which ?? '');
  const distance = (partsOf(today).weekday - weekday + 7) % 7 || 7;
  return { day: forward ? today + 7 - (distance % 7) : today - distance, precision: 'day' };
}

const NAMED_DAY = /^ (?:يوم|نهار|nhar|youm|le|ce) /;
/** Names that are also other words; they are days only after "day". */
const SHORT = new Set(['حد', 'جمعه', 'tlat', 'tlata2', 'sbt', 'الثلاث', 'التلات', 'الاربع', 'الحد', 'l7ad']);
