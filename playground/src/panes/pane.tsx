/**
 * The frame that all panes share, and the small things they have in common.
 */
import type { ComponentChildren, VNode } from 'preact';
import type { Lane } from '../model/lanes.ts';
import type { Subject } from '../model/subject.ts';

/** A titled part of the page. */
export function Pane(props: {
  name: string;
  title: ComponentChildren;
  label: string;
  tools?: ComponentChildren;
  children: ComponentChildren;
}): VNode {
  return (
    <section class={`pane ${props.name}`} aria-label={props.label}>
      <header class="pane-head">
        <h2>{props.title}</h2>
        <div class="pane-tools">{props.tools}</div>
      </header>
      {props.children}
    </section>
  );
}

/** The title of a lane, what its function is called in a lighter weight. */
export function Title({ lane: { name, title } }: { lane: Lane }): VNode {
  const body = title.slice(name.length);
  return (
    <>
      <span class="own">{name}</span>
      {body !== '' && <span class="body">{body}</span>}
    </>
  );
}

/** The name of a greenlet in its colour; the colour says nothing that the name does not. */
export function Name({ subject, id }: { subject: Subject; id: number | null }): VNode {
  const lane = subject.laneOf(id);
  return (
    <span class="name" data-colour={lane.colour}>
      {id === null ? 'the program' : <Title lane={lane} />}
    </span>
  );
}

/** A time as it is shown everywhere: milliseconds, with no more decimals than are worth reading. */
export function formatTime(ms: number): string {
  return `${Number(ms.toFixed(ms >= 100 ? 0 : 2))} ms`;
}
