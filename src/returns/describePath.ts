import type { Decision } from './decision.ts';

/** A decision and the way to it, line by line, for a person at a terminal or in the console. */
export function describePath(decision: Decision): string {
  const lines = [
    `decision      ${decision.decision}${decision.rule === null ? '' : ` (rule ${decision.rule})`}`,
    `basis         ${decision.basis.join(', ') || 'none'}`,
    `last day      ${decision.lastDay ?? 'none'}`,
    `return costs  ${decision.costPayer}`,
    `refund        ${describeRefund(decision)}`,
    `remedies      ${decision.remedies.join(', ') || 'none named'}${decision.deductions.map((name) => `, less ${name}`).join('')}`,
    `to be asked   ${decision.missing.join(', ') || 'nothing'}`,
    `policy        ${decision.policyVersion}`,
    'path',
    ...decision.path.map(({ check, about, result, facts }) => {
      const seen = Object.entries(facts).map(([name, state]) => `${name}=${state}`);
      return `  ${check.padEnd(8)}${about}: ${result}${seen.length > 0 ? `  [${seen.join(' ')}]` : ''}`;
    }),
    'explanation',
    ...decision.explanation.split('\n').map((line) => `  ${line}`),
  ];
  return lines.join('\n');
}

function describeRefund({ refundWithinDays, refundFrom }: Decision): string {
  if (refundWithinDays === null) return 'no time stated';
  return `within ${refundWithinDays} days from ${refundFrom ?? 'a day that the text does not name'}`;
}
