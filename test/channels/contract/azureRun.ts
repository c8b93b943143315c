import { startChannelApp } from '../../support/channelApp.ts';
import { conversationOf } from '../../support/conversationOf.ts';
import { AZURE, activity, postActivity, startAzure } from '../../support/platforms/azure.ts';
import type { ContractRun, RunOptions } from './channelContract.ts';

export async function startAzureRun(options: RunOptions = {}): Promise<ContractRun> {
  const people = [options.person ?? 'teams-person-0001', 'teams-person-0002'];
  const person = (number = 1) => people[number - 1] ?? '';
  const azure = await startAzure();
  const bots = `${options.shop ?? 'demo'}=${AZURE.appId}:${AZURE.password}`;
  const env = { AZURE_BOTS: bots, AZURE_TENANT_ID: AZURE.tenant, ...options.env };
  const app = await startChannelApp(env, { ...options.app, azure: azure.azure });
  azure.reach = app.url;
  const post = async (content: Record<string, unknown>) =>
    postActivity(app.url, activity(azure.url, person(), content), await azure.token());
  return {
    app,
    secrets: [...people, AZURE.password],
    say: async (text, { person: number = 1, id, signature = 'right', unknownAccount, replyTo } = {}) => {
      const value = activity(azure.url, person(number), {
        text,
        ...(id && { id }),
        ...(replyTo !== undefined && { replyToId: azure.shown[replyTo]?.id }),
      });
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
    sendFile: (kind, content) => {
      const id = `att-${azure.files.size + 1}`;
      const contentType = kind === 'picture' ? 'image/png' : 'audio/ogg';
      azure.files.set(id, { type: contentType, content });
      const contentUrl = `${azure.url}/v3/attachments/${id}/views/original`;
      return post({ attachments: [{ contentType, contentUrl, name: `${id}.png` }] });
    },
    sayHuge: (bytes) => post({ text: 'x'.repeat(bytes) }),
    seen: async (number) =>
      azure.shown
        .filter(({ conversation }) => conversation === `a:${person(number)}`)
        .map(({ activity: { text, suggestedActions }, file }) => ({
          ...(file && { file }),
          text: String(text ?? ''),
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
