// @ts-check

/** @typedef {import('../tree.js').Tree} Tree */

/**
 * Makes the nodes below `parent` those wanted, and keeps what fits: what is open, selected or in focus stays so.
 *
 * @param {Element} parent
 * @param {(Tree | string)[]} wanted
 */
export function patch(parent, wanted) {
  for (const [index, tree] of wanted.entries()) {
    // Asked for anew each time: a child may move into one that was patched just before.
    const at = parent.childNodes[index] ?? null;
    const id = typeof tree === 'string' ? undefined : tree.attributes.id;
    const found = id === undefined ? at : document.getElementById(id);
    const node = found && fits(found, tree) ? found : create(tree);
    if (node !== at) parent.insertBefore(node, at);
    if (typeof tree === 'string') setText(node, tree);
    else update(/** @type {Element} */ (node), tree);
  }
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
}

/**
 * @param {ChildNode} node
 * @param {Tree | string} tree
 */
function fits(node, tree) {
  if (typeof tree === 'string') return node instanceof Text;
  if (!(node instanceof Element)) return false;
  return node.localName === tree.tag && node.id === (tree.attributes.id ?? '');
}

/** @param {Tree | string} tree */
function create(tree) {
  return typeof tree === 'string' ? new Text() : document.createElement(tree.tag);
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * @param {Element} element
 * @param {Tree} tree
 */
function update(element, { attributes, children }) {
  for (const { name } of [...element.attributes]) {
    // Whoever looks decides what is open, and what a filter hides.
    const own = name === 'open' || name === 'hidden';
    if (!own && !(name in attributes)) element.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  patch(element, children);
}
