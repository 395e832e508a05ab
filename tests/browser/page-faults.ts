/**
 * These run inside the page, so each stands alone and uses nothing of this module.
 */

/** Everything that can be read or is read out: texts, labels, hints and titles. */
export function visibleTexts(): string[] {
  const texts: string[] = [];
  for (const element of document.querySelectorAll('body, body *')) {
    // What carries another language says so; names of people and makers are nobody's to translate.
    const isOwn = element.closest('[lang]') === document.documentElement;
    if (!isOwn || element.closest('[translate="no"], svg, script') || !element.checkVisibility()) continue;
    for (const { nodeType, textContent } of element.childNodes) {
      if (nodeType === Node.TEXT_NODE && textContent?.trim()) texts.push(textContent.trim());
    }
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const value = element.getAttribute(name);
      if (value) texts.push(value);
    }
  }
  return texts;
}

/** What leaves the window sideways, and letters that have no room of their own. */
export function findLayoutFaults(): string[] {
  const faults: string[] = [];
  const pen = document.createElement('canvas').getContext('2d');
  const isScrolled = (overflow: string) => overflow === 'auto' || overflow === 'scroll';

  const checkSideways = (element: Element, style: CSSStyleDeclaration, say: (what: string) => void) => {
    const { left, right } = element.getBoundingClientRect();
    if (right > window.innerWidth + 1 || (left < -1 && right > 0)) say('leaves the window sideways');
    const isFree =
      element instanceof HTMLInputElement ||
      style.overflowX === 'visible' ||
      style.textOverflow === 'ellipsis' ||
      style.display === 'inline';
    if (!isFree && element.scrollWidth > element.clientWidth + 1) say('is wider than its place');
  };

  const checkLetters = (element: Element, style: CSSStyleDeclaration, text: string, say: (what: string) => void) => {
    const isBlock = style.display !== 'inline' && !isScrolled(style.overflowY);
    if (isBlock && element.scrollHeight > element.clientHeight + 1) say('is higher than its place');
    if (!/[\u1780-\u17ff]/.test(text) || pen === null) return;
    const [size, line] = [Number.parseFloat(style.fontSize), Number.parseFloat(style.lineHeight)];
    if (line < size * 1.6) say(`has lines of ${line}px for letters of ${size}px`);
    pen.font = `${style.fontWeight} ${size}px ${style.fontFamily}`;
    const ink = pen.measureText(text);
    const inkHeight = ink.actualBoundingBoxAscent + ink.actualBoundingBoxDescent;
    if (inkHeight > line + 1) say(`has ${Math.round(inkHeight)}px of ink on lines of ${line}px`);
    if (!(element instanceof HTMLInputElement)) return;
    // Other text only leans out of its line; what is typed is cut at its edge, and where a height is set, at the font's.
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = ink;
    const isFree = element.computedStyleMap().get('height')?.toString() === 'auto';
    const cut = ink.actualBoundingBoxDescent - below - (isFree ? (line - above - below) / 2 : 0);
    if (cut > 0.5) say(`cuts ${cut.toFixed(1)}px off below its letters`);
  };

  if (document.documentElement.scrollWidth > window.innerWidth) faults.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('svg, .hidden') || !element.checkVisibility({ visibilityProperty: true })) continue;
    const typed = element instanceof HTMLInputElement ? element.value || element.placeholder : '';
    const texts = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
    const text =
      typed ||
      texts
        .map(({ textContent }) => textContent ?? '')
        .join('')
        .trim();
    const label = element.getAttribute('data-testid') ?? String(element.getAttribute('class'));
    const say = (what: string) =>
      faults.push(`${element.tagName.toLowerCase()} ${label} "${text.slice(0, 40)}" ${what}`);
    const style = getComputedStyle(element);
    checkSideways(element, style, say);
    if (text !== '') checkLetters(element, style, text, say);
  }
  return faults;
}
