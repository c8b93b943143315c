import type { Unit } from './entity.ts';

/** The unit a normalized word counts, if it is one. */
export function unitOf(word: string): Unit | undefined {
  return UNITS.get(word);
}

/** 0 (Sunday) to 6, or undefined. */
export function weekdayOf(word: string): number | undefined {
  return WEEKDAYS.get(word);
}

/** 1 (January) to 12, or undefined. */
export function monthOf(word: string): number | undefined {
  return MONTHS.get(word);
}

/** Words that name a day by its distance from today, as written on a reading line. */
export const NEAR_DAYS: readonly (readonly [offset: number, phrases: string])[] = [
  [
    -2,
    'اول امس|اول البارح|اول البارحه|ول البارح|ولبارح|اولبارح|قبل امس|lbare7 lawel|wel lbare7|welbare7|wlbare7|avant hier',
  ],
  [-1, 'امس|البارحه|البارح|لبارح|بارح|امبارح|lbare7|lbareh|lbar7|lbarh|bare7|lbar7a|hier|hier soir'],
  [2, 'بعد غد|بعد غدا|من بعد غدا|ba3d ghda|mn b3d ghda|b3d ghda|apres demain'],
  [1, 'غدا|الغد|غده|ghda|ghdda|ghedda|demain'],
  [
    0,
    'اليوم|ليوم|اليوما|هاد النهار|هاد الصباح|هذا الصباح|صباح اليوم|هاد العشيه|lyoum|lyom|lyouma|lyoma|had nhar|had sba7|had sbah|' +
      'aujourd hui|ajd|ce matin|ce jour|cet apres midi|ce soir',
  ],
];

/** Regular-expression alternatives of all unit words. */
export const UNIT_WORDS = [
  ['hour', 'ساعه|ساعات|سوايع|sa3a|sa3at|swaye3|heure|heures|h'],
  [
    'day',
    'يوم|ايام|يوما|نهار|نهارات|ليام|يامات|يام|jour|jours|jrs|jr|j|nhar|yam|iyam|ayam|ayyam|ayyem|youm|yom|yum|day|days|nharat|yawm',
  ],
  [
    'week',
    'اسبوع|اسابيع|اسبوعا|سيمانه|سيمانات|سمانه|simana|semana|smana|simanat|smanat|osbo3|semaine|semaines|sem|week|weeks',
  ],
  ['month', 'شهر|اشهر|شهور|شهرا|شهورا|chhar|chher|ch7er|chhour|chhor|chahr|mois|month|months|شهورات'],
  ['year', 'سنه|سنوات|عام|اعوام|سنين|عوام|3am|3wam|snin|an|ans|annee|annees|year|years'],
  [
    'piece',
    'قطعه|قطع|حبه|حبات|علبه|علب|وحدات|منتجات|pieces|piece|pcs|unites|articles|produits|boites|7abbat|7bat|bwatat|حوايج|7wayj|ازواج',
  ],
] as const satisfies readonly (readonly [Unit, string])[];

const UNITS = new Map<string, Unit>(
  UNIT_WORDS.flatMap(([unit, words]) => words.split('|').map((word): [string, Unit] => [word, unit])),
);

const WEEKDAYS = numbered([
  'الاحد|الحد|حد|l7ed|lhed|l7ad|dimanche|sunday',
  'الاثنين|الاتنين|التنين|الاثنان|ltnin|tnin|letnin|ttnin|lundi|monday',
  'الثلاثاء|التلاتاء|التلات|الثلاث|tlat|ttlat|tlata2|mardi|tuesday',
  'الاربعاء|الاربع|لاربع|larb3|lareb3|larbe3|larba3|mercredi|wednesday',
  'الخميس|لخميس|lkhmis|khmis|lkhamis|jeudi|thursday',
  'الجمعه|جمعه|jem3a|ljm3a|jm3a|jom3a|ljom3a|vendredi|friday',
  'السبت|ssebt|sebt|lsebt|ssbt|sbt|samedi|saturday',
]);

const MONTHS = numbered([
  '',
  'يناير|جانفيي|كانون الثاني|janvier|janv|yanayer|yanayir|january',
  'فبراير|فيفري|fevrier|fevr|fev|fbrayer|febrayer|fibrayer|february',
  'مارس|mars|march',
  'ابريل|افريل|avril|avr|abril|april',
  'ماي|مايو|mai|may',
  'يونيو|يونيه|جوان|juin|younyo|youniou|yonyo|june',
  'يوليوز|يوليو|يوليه|جويليه|juillet|juil|youlyouz|yolyoz|july',
  'غشت|اغسطس|اوت|aout|ghocht|ghochet|ghouchet|august',
  'شتنبر|سبتمبر|septembre|sept|chotanbir|chtanber|chtnbr|september',
  'اكتوبر|octobre|oct|oktobr|october',
  'نونبر|نوفمبر|novembre|nov|nouwanbir|nonbir|nwnbr|november',
  'دجنبر|ديسمبر|decembre|dec|dojanbir|djnbr|dojanber|december',
]);

function numbered(lists: readonly string[]): Map<string, number> {
  return new Map(lists.flatMap((words, number) => words.split('|').map((word): [string, number] => [word, number])));
}
