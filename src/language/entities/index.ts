export type {
  AmountEntity,
  CountEntity,
  DateEntity,
  EmailEntity,
  Entity,
  OrderNumberEntity,
  PhoneEntity,
  Unit,
} from './entity.ts';
export { normalizePhone } from './phone.ts';
export { type EntityOptions, readEntities } from './readEntities.ts';
