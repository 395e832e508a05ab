/**
 * FHIR R4 (4.0.1, hl7.org/fhir/R4) as far as a case at the desk needs it. Resources are plain JSON values; that they are
 * valid is held by the published JSON schema in `fhir.test.ts`.
 */
export interface Resource {
  resourceType: string;
  id: string;
  [element: string]: unknown;
}

export interface Coding {
  system: string;
  code: string;
  display?: string;
}

export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

export interface Reference {
  reference: string;
}

export interface Money {
  value: number;
  currency: 'KHR';
}

export function money(riel: number): Money {
  return { value: riel, currency: 'KHR' };
}

export function concept(system: string, code: string, display?: string): CodeableConcept {
  return { coding: [display === undefined ? { system, code } : { system, code, display }] };
}

export function referenceTo(resourceType: string, id: string): Reference {
  return { reference: `${resourceType}/${id}` };
}

/** The elements that have a value: FHIR knows neither null nor an empty list. */
export function present(elements: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(elements).filter(([, value]) => {
      if (Array.isArray(value)) return value.length > 0;
      return value !== null && value !== undefined && value !== '';
    }),
  );
}
