import fc from 'fast-check';

/** Any sequence of UTF-16 code units, lone surrogates included, with the letters of our customers well represented. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0x600, max: 0x6ff }),
      fc.integer({ min: 0x20, max: 0x17f }),
      fc.integer({ min: 0xfb50, max: 0xfeff }),
      fc.constantFrom(0xd800, 0xdc00, 0x200f, 0x640, 0x651, 0x300, 0x20),
    ),
    { maxLength: 60 },
  )
  .map((units) => String.fromCharCode(...units));
