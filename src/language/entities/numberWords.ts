/**
 * The number that a normalized word stands for, in Standard Arabic, Darija, Arabizi or French; undefined if none.
 * `خمسه` 5, `جوج` 2, `حضاش` 11, `quinze` 15, `3chrin` 20. Not with the article: `الاثنين` is a weekday.
 */
export function numberWord(word: string): number | undefined {
  return NUMBERS.get(word);
}

/** Words for two of a unit: `يومين` is two days, `simantayn` two weeks. Value: the word for one of them. */
export function dualWord(word: string): string | undefined {
  return DUALS.get(word);
}

const DUALS = new Map([
  ...['يومين', 'يوماين', 'نهارين', 'youmayn', 'yomayn', 'youmin', 'nharayn'].map(to('يوم')),
  ...['اسبوعين', 'سيمانتين', 'simantayn', 'osbo3ayn'].map(to('اسبوع')),
  ...['شهرين', 'شهراين', 'chhrayn', 'chahrayn', 'chehrayn'].map(to('شهر')),
  ...['ساعتين', 'ساعتاين', 'sa3tayn', 'sa3atayn'].map(to('ساعه')),
  ...['عامين', 'عاماين', 'سنتين', '3amayn'].map(to('سنه')),
  ...['قطعتين', 'علبتين', 'حبتين'].map(to('قطعه')),
]);

const NUMBERS = new Map<string, number>(
  (
    'واحد:1 واحده:1 وحده:1 احدي:1 wa7ed:1 wa7d:1 wahed:1 wahd:1 we7da:1 un:1 une:1 ' +
    'اثنان:2 اثنين:2 اثنتان:2 اثنتين:2 جوج:2 زوج:2 jouj:2 joj:2 juj:2 zouj:2 deux:2 اتنين:2 ' +
    'ثلاث:3 ثلاثه:3 تلاته:3 تلات:3 تلت:3 ثلث:3 tlata:3 tlat:3 tlt:3 trois:3 ' +
    'اربع:4 اربعه:4 ربعه:4 ربع:4 reb3a:4 rb3a:4 rab3a:4 arb3a:4 quatre:4 ' +
    'خمس:5 خمسه:5 khamsa:5 khmsa:5 khemsa:5 khams:5 khms:5 cinq:5 ' +
    'ست:6 سته:6 setta:6 stta:6 sitta:6 sta:6 six:6 ' +
    'سبع:7 سبعه:7 seb3a:7 sb3a:7 sab3a:7 sept:7 ' +
    'ثمان:8 ثماني:8 ثمانيه:8 تمنيه:8 تمانيه:8 تمن:8 tmnya:8 tmanya:8 tmenya:8 tmnia:8 huit:8 ' +
    'تسع:9 تسعه:9 تسعود:9 tes3oud:9 ts3oud:9 ts3od:9 tes3a:9 ts3a:9 neuf:9 ' +
    'عشر:10 عشره:10 3achra:10 3chra:10 3echra:10 3chr:10 dix:10 ' +
    'حداش:11 حضاش:11 احدعشر:11 7dach:11 hdach:11 7edach:11 onze:11 ' +
    'طناش:12 تناش:12 اطناش:12 tnach:12 tnash:12 douze:12 ' +
    'تلطاش:13 تلتاش:13 tltach:13 teltach:13 tlettach:13 treize:13 ' +
    'ربعطاش:14 اربعطاش:14 رباعطاش:14 rb3tach:14 reb3tach:14 quatorze:14 ' +
    'خمسطاش:15 خمستاش:15 khmstach:15 khamstach:15 khemstach:15 quinze:15 ' +
    'سطاش:16 ستاش:16 settach:16 sttach:16 seize:16 ' +
    'سبعطاش:17 سبعتاش:17 sb3tach:17 seb3tach:17 تمنطاش:18 tmntach:18 tmentach:18 تسعطاش:19 ts3tach:19 tes3tach:19 ' +
    'عشرين:20 عشرون:20 3chrin:20 3echrin:20 3achrin:20 vingt:20 vingts:20 ' +
    'ثلاثين:30 ثلاثون:30 تلاتين:30 tlatin:30 trente:30 ' +
    'اربعين:40 اربعون:40 ربعين:40 reb3in:40 rb3in:40 arb3in:40 quarante:40 ' +
    'خمسين:50 خمسون:50 khamsin:50 khmsin:50 khemsin:50 cinquante:50 ' +
    'ستين:60 ستون:60 settin:60 sttin:60 soixante:60 سبعين:70 سبعون:70 seb3in:70 sb3in:70 septante:70 ' +
    'ثمانين:80 ثمانون:80 تمانين:80 tmanin:80 tmnin:80 تسعين:90 تسعون:90 tes3in:90 ts3in:90 nonante:90 ' +
    'مئه:100 ميه:100 مايه:100 مءه:100 ميا:100 mya:100 miya:100 cent:100 cents:100 ' +
    'ميتين:200 مئتين:200 مايتين:200 مييتين:200 mitin:200 myatin:200 miytin:200 ' +
    'تلتميه:300 ثلاثميه:300 ثلاثمايه:300 تلتميا:300 tltmya:300 teltmya:300 ربعميه:400 اربعميه:400 اربعمايه:400 reb3mya:400 rb3mya:400 ' +
    'خمسميه:500 خمسمايه:500 خمسميا:500 khmsmya:500 khamsmya:500 khemsmya:500 ستميه:600 ستمايه:600 settmya:600 ' +
    'سبعميه:700 سبعمايه:700 seb3mya:700 تمنميه:800 ثمانميه:800 ثمانمايه:800 tmnmya:800 تسعميه:900 تسعمايه:900 ts3mya:900 ' +
    'الف:1000 الاف:1000 alf:1000 mille:1000 milles:1000 الفين:2000 الفاين:2000 alfayn:2000 alfin:2000'
  )
    .split(' ')
    .map((pair) => {
      const [word = '', value] = pair.split(':');
      return [word, Number(value)];
    }),
);

function to(unit: string): (word: string) => [string, string] {
  return (word) => [word, unit];
}
