type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Remembers what stands in the focused field, and gives the way back to it. The field is told as if somebody had typed,
 * because the screen keeps its own copy of what stands in it.
 */
export function rememberField(element: Element | null): () => void {
  if (!isField(element)) return () => undefined;
  const { value } = element;
  const selection = element instanceof HTMLSelectElement ? null : [element.selectionStart, element.selectionEnd];
  return () => {
    if (!element.isConnected || element.value === value) return;
    // The screen library replaces the property on the element itself to see changes; the original is on its class.
    Reflect.set(Object.getPrototypeOf(element), 'value', value, element);
    element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
    const [start, end] = selection ?? [];
    if (!(element instanceof HTMLSelectElement) && start != null && end != null) element.setSelectionRange(start, end);
  };
}

function isField(element: Element | null): element is Field {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  );
}
