import { describe, expect, it } from 'vitest';
import { type AgentSettings, agentHours, DEFAULT_AGENT_SETTINGS } from '../../src/handover/index.ts';

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const SETTINGS: AgentSettings = {
  ...DEFAULT_AGENT_SETTINGS,
  hours: [
    { days: WEEK, from: '09:00', to: '12:30' },
    { days: WEEK, from: '14:00', to: '18:00' },
    { days: ['sat'], from: '10:00', to: '13:00' },
  ],
  ramadan: [{ days: WEEK, from: '09:00', to: '15:00' }],
};
const CALENDAR = {
  fixed: [{ date: '11-18', name: 'x' }],
  lunar: [{ date: '2027-03-10', days: 2, name: 'y' }],
  ramadan: [
    { from: '2026-02-19', to: '2026-03-19' },
    { from: '2027-02-08', to: '2027-03-09' },
  ],
};
const hours = agentHours(SETTINGS, CALENDAR);
const at = (time: string) => Date.parse(time);
const opens = (time: string) => new Date(hours.opensAt(at(time)) ?? 0).toISOString();

describe('agents’ hours', () => {
  it('are unknown when the shop has set none: presence decides', () => {
    const unset = agentHours(DEFAULT_AGENT_SETTINGS, CALENDAR);
    expect([unset.isOpen(at('2026-11-23T10:00Z')), unset.opensAt(at('2026-11-23T10:00Z'))]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('are counted by the clock of Morocco: an hour ahead until September 2026, none after', () => {
    expect(hours.isOpen(at('2026-09-14T08:00Z'))).toBe(true);
    expect(hours.isOpen(at('2026-09-14T17:00Z'))).toBe(false);
    expect(hours.isOpen(at('2026-11-23T08:59Z'))).toBe(false);
    expect(hours.isOpen(at('2026-11-23T09:00Z'))).toBe(true);
    expect(hours.isOpen(at('2026-11-23T18:00Z'))).toBe(false);
  });

  it('leave the pause out, and name its end', () => {
    expect(hours.isOpen(at('2026-11-23T12:30Z'))).toBe(false);
    expect(opens('2026-11-23T12:30Z')).toBe('2026-11-23T14:00:00.000Z');
  });

  it('begin again after the evening, the weekend and a holiday', () => {
    expect(opens('2026-11-23T18:30Z')).toBe('2026-11-24T09:00:00.000Z');
    expect(opens('2026-11-28T13:00Z')).toBe('2026-11-30T09:00:00.000Z');
    expect(hours.isOpen(at('2026-11-18T10:00Z'))).toBe(false);
    expect(opens('2026-11-17T18:00Z')).toBe('2026-11-19T09:00:00.000Z');
    expect(agentHours({ ...SETTINGS, holidays: 'open' }, CALENDAR).isOpen(at('2026-11-18T10:00Z'))).toBe(true);
  });

  it('are others in Ramadan, when Morocco’s clock was another one too', () => {
    expect(hours.isOpen(at('2026-02-23T09:00Z'))).toBe(true);
    expect(hours.isOpen(at('2026-02-23T15:00Z'))).toBe(false);
    expect(hours.isOpen(at('2027-02-10T14:59Z'))).toBe(true);
    expect(opens('2027-03-09T15:00Z')).toBe('2027-03-12T09:00:00.000Z');
    expect(hours.isOpen(at('2027-03-12T16:00Z'))).toBe(true);
  });

  it('name no beginning when none comes within a month', () => {
    const never = agentHours({ ...SETTINGS, hours: [{ days: [], from: '09:00', to: '10:00' }] }, CALENDAR);
    expect(never.opensAt(at('2026-11-23T10:00Z'))).toBeUndefined();
  });
});
