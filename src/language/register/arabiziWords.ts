/** True for a normalized Latin word that is Moroccan Arabic: a common word, digits for letters, or a Moroccan shape. */
export function isArabiziWord(word: string): boolean {
  return ARABIZI.has(word) || DIGIT_LETTER.test(word) || (word.length > 3 && SHAPE.test(word)) || NO_VOWEL.test(word);
}

const ARABIZI = new Set(
  (
    'salam slm slam labas khoya khouya khti khay wach wash wech wesh wax chno chnou chnowa shno ach ash achno chkon chkoun fin fayn ' +
    'mnin imta foukach chhal kifach kifash kif kidayr kidayra lach alach bach bash hit bhal bzaf bezaf bezzaf bzzaf chi shi had hada ' +
    'hadi hadchi dak dik dok hadak hadik hna hnaya tmma daba dba dyal dial dyali diali dyalo dyalha dyalna dyalkom dyalhom dyalek dyalk ' +
    'ta hta li lli lia liya lik lih liha lina likom lihom ana nta nti ntoma ntouma hwa howa hiya hya huma houma hna bghit brit bghina ' +
    'bgha bghat baghi bagha khas khass khasni khassni khasso khassha khasna kan kant kanet kayn kayna kaynin makaynch makayn ila wla ' +
    'wala walakin walakine welakin mais w o ou f fi b l mn men men9bel mora qbel ghir ghi gher bla blach walo walou wakha wakhha iyeh ' +
    'iyh ah aah la lla machi mashi safi iwa yallah yalah allah lah llah inchallah inshallah hamdolillah hamdullah bslama bessalama ' +
    'chokran choukran afak afakom smeh smah sift sifet siftou wsel wsl wslat wslni wselni twselt jani jatni ja jat jaw jab jabo jabt ' +
    'chrit chra chrina khdit khda khdina drt dert dir dirou ndir dar daro kandir nakhod nakhd nred njib nchouf nchof chouf chof chft ' +
    'cheft sma kolchi kulchi koulchi kamlin kaml flous flouss flousi lflous taman ttaman lkhlas khlas khlest khelest nkhles nkhelles ' +
    'khelles khalles nhar simana chhar youm yom lyoum lyom sel3a rah raha rahom rani ra wahed wahd wahda jouj tlata rbaa khamsa dima ' +
    'dakchi hakka haka bohdo bohdi nit tani kter ktar chwiya chwia shwiya mzyan mezyan mzyana zwin zwina khayb khayba kbir kbira sghir ' +
    'jdid jdida qdim ghali rkhis mochkil mouchkil mochkila problem sber sbr ntsna ntsenna kantsna tsnit bnadem bnadm insan mes2oul ' +
    'smiti smiyti smiya nmra nemra nmerti chikaya nchki tilifon tilifoun tele magana makla dar drari wlad blad lblad casa tanja hhh ' +
    'hhhh lol mdr nta3 tbarkellah tbarkallah khir bikhir lhamdolilah mabrouk marhba merhba ahlan sahbi saat dghya dghia bzerba hanout ' +
    'lhanout houma mgharba mghribi maghrib lmaghrib souk bit kemmel nkemmel lghi beddel nbeddel nbdel nbedel rjou3 rejja ghalet ghlet ' +
    'ghlat ghalat sme7 robot talab talabiya tawsil daman garanti fabor fabour batel walidin lwalidin rassek jawab khedma khidma bank ' +
    'lbanka banka karta lkarta lcarta kont lkont sold mora nsit nssit nsa golt gal galt galo goul gol goulia golia glt hdert nhder tsalit msalit ' +
    'chorot fih fiha bih biha charika mli mlli bli belli achmen chmen nefs charikat sifto siftt ' +
    'darori mazal homa kamla zit bin noss nass nas ness smiyt chher masarif kafi saboun lajal ' +
    'momkin momken beddelt bedelt merrat merra mera mra ntleb nji yji sabab sbab lyam tabdil damana ' +
    'dorof fach fat sala ajal motalaba fransa zarbiya zerbia chnahiya rayi kol kamel saken mdina mktoba ' +
    'mktoub ina haja ntaleb tilfon lewel dariba majani binatna talabat salat bayn jay ched berra lon ' +
    'zbon tarf chfat mherres iyam rddit ahliya jdad tousselni dayr lyed mni chrya talet lazem mol ' +
    'mno youmayn dalil nichan mchat loun yeddi tasjil chrito lhimaya ntwasel jihaz daw ban bane chikayat ' +
    'ama ras daraib soma jaya souq jit majatni ntbet sali mbeddel jeld amana ramdan awel daz ' +
    'kteb klit dheb sijil mektoub modda msdouda tamano hadiya zad baqi zayd zyada zayda yomayn bghaw ' +
    'yebqa salaw kheddam khddam khdama lmodir siyasat siyasa bach rodo'
  ).split(' '),
);

/** `3ndi`, `n9der`, `bghit7a`; not `2x3`, `24h`, `mi9t`-like model names that begin with a digit and have one letter. */
const DIGIT_LETTER = /[a-z][23579]|[23579][a-z]{2}/;
/** Verb prefixes of present and future, `ma…ch`, `kh`, `gh`, the article grown together with a consonant. */
const SHAPE =
  /^(?:ka(?:n|t|y|i)[a-z]{2}|gha(?:n|t|y|i|d)|ma[a-z]+ch$|ta(?:n|t|y)[bcdfghjklmnpqrstvwxz]|[nty][bcdfghjkmqrsvwxz][a-z]|l[bcdfgjkmnpqrstvwxz][a-z]|w[a-z]{3}|t[bdfgjklmnqstvwxz][a-z])|kh|gh(?!t)|[^aeiouy]{4}|(?:iw|ouh|ha|kom|hom|houm|tou)$|^[bcdfghjklmnpqrstvwxz]{2}[aeiou][bcdfghjklmnpqrstvwxz]{2}$/;
const NO_VOWEL = /^[bcdfghjklmnpqrstvwxz]{3,}$/;
