import { startChannelApp } from '../../support/channelApp.ts';
import { conversationOf } from '../../support/conversationOf.ts';
import { AZURE, activity, postActivity, startAzure } from '../../support/platforms/azure.ts';
import type { ContractRun } from './channelContract.ts';

const people = ['teams-person-0001', 'teams-person-0002'];
const person = (number = 1) => people[number - 1] ?? '';

export async function startAzureRun(): Promise<ContractRun> {
  const azure = await startAzure();
  const env = { AZURE_BOTS: `demo=${AZURE.appId}:${AZURE.password}`, AZURE_TENANT_ID: AZURE.tenant };
  const app = await startChannelApp(env, { azure: azure.azure });
  const post = async (content: Record<string, unknown>) =>
    postActivity(app.url, activity(azure.url, person(), content), await azure.token());
  return {
    app,
    secrets: [...people, AZURE.password],
    say: async (text, { person: number = 1, id, signature = 'right', unknownAccount } = {}) => {
      const value = activity(azure.url, person(number), { text, ...(id && { id }) });
      const token = await azure.token({
        foreignKey: signature === 'wrong',
        ...(unknownAccount && { audience: '99999999-2222-4333-8444-555555555555' }),
      });
      return postActivity(app.url, value, signature === 'missing' ? undefined : token);
    },
    sayUnknownKind: () => post({ text: '', attachments: [{ contentType: 'application/vnd.unknown', content: {} }] }),
    press: async (index) => {
      const offer = azure.shown.findLast((one) => one.activity.suggestedActions !== undefined);
      const offered = offer?.activity.suggestedActions as { actions: { value: string }[] } | undefined;
      return post({ text: offered?.actions[index]?.value });
    },
    tellSigns: () => post({ type: 'conversationUpdate', membersAdded: [{ id: `28:${AZURE.appId}` }] }),
    sayHuge: (bytes) => post({ text: 'x'.repeat(bytes) }),
    seen: async (number) =>
      azure.shown
        .filter(({ conversation }) => conversation === `a:${person(number)}`)
        .map(({ activity: { text, suggestedActions } }) => ({
          text: String(text),
          buttons: ((suggestedActions as { actions: { title: string }[] } | undefined)?.actions ?? []).map(
            ({ title }) => title,
          ),
        })),
    conversation: (number) => conversationOf(app, 'azure', `${AZURE.appId}/msteams/a:${person(number)}`),
    trouble: (kind) => {
      if (kind === 'slow down') azure.troubles.push({ status: 429, retryAfter: 1 });
      else azure.troubles.push(kind === 'never' ? { status: 403 } : 'lost');
    },
    stop: async () => {
      await app.stop();
      await azure.close();
    },
  };
}
