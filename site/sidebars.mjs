/**
 * The sidebars. That of the reference shows the members of one entry point: all of them would make each page heavy.
 */

/** A group without a fold: those of VitePress have a button within a button. */
const unfolded = ({ text, items }) => ({ text, items: items.map(({ text, link }) => ({ text, link })) });

/** The sidebars of the reference by path, given what TypeDoc has written: the core, and within it the other modules. */
export function referenceSidebars([core]) {
  if (core === undefined) return {};
  const others = core.items.filter(({ link }) => link !== undefined);
  const modules = [
    { text: core.text, link: core.link, items: core.items.filter((item) => !others.includes(item)) },
    ...others.map(({ text, link, items }) => ({ text: `${core.text}/${text}`, link, items })),
  ];
  const entryPoints = { text: 'Entry points', items: modules.map(({ text, link }) => ({ text, link })) };
  const ofModules = modules.map(({ link, items }) => [link, [entryPoints, ...items.map(unfolded)]]);
  return { '/api/': [entryPoints], ...Object.fromEntries(ofModules) };
}
