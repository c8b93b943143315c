import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { Flow, FlowState, FlowStep } from './flow.ts';
import { notice } from './reply.ts';
import { flowTurnOf } from './turnContext.ts';

/** How a flow ended, for the dialog that began it. */
export interface FlowResult {
  /** Set when the message was not for this flow: the caller reads it as a new message. */
  readonly notPicked?: boolean;
}

/** A flow on botbuilder's dialog stack: its state lies there with the version that it was written by. */
export class FlowDialog extends Dialog {
  readonly #flow: Flow;

  constructor(flow: Flow) {
    super(flow.id);
    this.#flow = flow;
  }

  override async beginDialog(dialog: DialogContext, options?: object): Promise<DialogTurnResult> {
    return this.#after(dialog, await this.#flow.begin(flowTurnOf(dialog.context), options));
  }

  override async continueDialog(dialog: DialogContext): Promise<DialogTurnResult> {
    const turn = flowTurnOf(dialog.context);
    const { version, state } = (dialog.activeDialog?.state ?? {}) as { version?: number; state?: FlowState };
    const current = version === this.#flow.version ? state : this.#carriedOver(version, state, turn.now);
    if (current === undefined) {
      await turn.send(notice(turn.parts.say('dialogs.flow.outdated')));
      return dialog.endDialog({ notPicked: true } satisfies FlowResult);
    }
    return this.#after(dialog, await this.#flow.continue(turn, current));
  }

  #carriedOver(version: number | undefined, state: FlowState | undefined, now: Date): FlowState | undefined {
    return state === undefined ? undefined : this.#flow.carryOver?.(version, state, now);
  }

  #after(dialog: DialogContext, step: FlowStep<FlowState>): Promise<DialogTurnResult> {
    if (step.status === 'ended') return dialog.endDialog({});
    if (step.status === 'left') return dialog.endDialog({ notPicked: true } satisfies FlowResult);
    Object.assign(dialog.activeDialog?.state ?? {}, { version: this.#flow.version, state: step.state });
    return Promise.resolve(Dialog.EndOfTurn);
  }
}
