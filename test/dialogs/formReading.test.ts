/** What a form understands of corrections, additions and second thoughts; each case stands for many wordings. */
import { describe, expect, it } from 'vitest';
import { converse } from '../support/scripts.ts';

type Filed = { readonly fields: Readonly<Record<string, string>> };
const FIELDS = [
  '5261600836209001',
  'سعاد العلمي',
  'حي السلام رقم 4 سلا',
  'souad@example.com',
  'الشاشة مكسورة',
  'استبدال',
];
const WISH = 'أريد تقديم شكوى';

async function filed(...say: string[]): Promise<readonly Filed[]> {
  const { end } = await converse({ shop: 'xiaomi-ma' }, ...say);
  return end.complaints as readonly Filed[];
}

describe('a form that is read back', () => {
  it.each([
    ['العنوان غلط، الصحيح هو حي الأمل رقم 9 سلا', 'address', 'حي الأمل رقم 9 سلا'],
    ['الاسم غلط، كتبت سعاد والصحيح سعيدة', 'name', 'سعيدة'],
    ["nn machi hadik l'adresse, hiya 9 rue Atlas Rabat", 'address', '9 rue Atlas Rabat'],
    ["oui mais le nom c'est Souad Alami pas Souad Alaoui", 'name', 'Souad Alami'],
    ['العنوان ناقص، زيد فيه الطابق الثالث', 'address', 'حي السلام رقم 4 سلا، الطابق الثالث'],
  ])('takes "%s" as %s', async (correction, field, value) => {
    const [complaint] = await filed(WISH, ...FIELDS, correction, 'نعم');
    expect(complaint?.fields).toMatchObject({ orderNumber: FIELDS[0], description: FIELDS[4], [field]: value });
  });

  it.each(['non annule', 'لا، ألغها', 'non laisse tomber'])(
    'files nothing at "%s", nor at an ok after it',
    async (no) => {
      expect(await filed(WISH, ...FIELDS, no, 'ok')).toEqual([]);
    },
  );

  it('files on a yes that names the filing, right after "what shall be changed?"', async () => {
    expect(await filed(WISH, ...FIELDS, 'لا', 'finalement oui envoyez la réclamation')).toHaveLength(1);
  });

  it('that was called off goes on where it was when the customer thinks better of it', async () => {
    const [complaint] = await filed(WISH, ...FIELDS, 'إلغاء الأمر', 'في الحقيقة أريد تقديم الشكوى', 'نعم');
    expect(complaint?.fields).toMatchObject({ orderNumber: FIELDS[0], requestedAction: 'استبدال' });
  });
});

describe('a form', () => {
  it('asks nobody twice for name, address and e-mail: a second complaint needs only what is new', async () => {
    const second = 'أريد تقديم شكوى أخرى: الشاحن لا يعمل، رقم الطلب 5261600836209002';
    const complaints = await filed(WISH, ...FIELDS, 'نعم', second, 'إصلاح', 'نعم');
    expect(complaints).toHaveLength(2);
    expect(complaints[1]?.fields).toMatchObject({ orderNumber: '5261600836209002', name: FIELDS[1], email: FIELDS[3] });
  });

  it('takes an address over several lines between labels', async () => {
    const labelled = 'الاسم: ليلى الناجي\nالعنوان: تجزئة الياسمين، الشطر 2\nرقم 67\nتمارة\nالبريد: l@example.com';
    const [complaint] = await filed(WISH, labelled, FIELDS[0] ?? '', 'الشاشة مكسورة', 'استبدال', 'نعم');
    expect(complaint?.fields.address?.replace(/[\n،]+/gu, ' ').replace(/ +/gu, ' ')).toBe(
      'تجزئة الياسمين الشطر 2 رقم 67 تمارة',
    );
  });

  it('takes neither an apology nor a search nor a lack for what is wrong', async () => {
    const say = [
      'bghit nchki walakin ma 3ndich email',
      'khassni nqelleb 3lih',
      FIELDS[0] ?? '',
      'Anas Filali',
      'rue 5 n 6 fes',
    ];
    const [complaint] = await filed(
      ...say,
      'smahli ghlett anas@example.com',
      'lcasque mherres',
      'remboursement',
      'oui',
    );
    expect(complaint?.fields).toMatchObject({ description: 'lcasque mherres', email: 'anas@example.com' });
  });
});
