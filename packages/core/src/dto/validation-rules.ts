import { getMetadataStorage, ValidationTypes } from './class-validator.js';

/** The rules of a DTO class. */
export interface ValidationRules {
  /** The names of the fields. */
  readonly fields: ReadonlySet<string>;
  /**
   * True if every field keeps every rule. False doesn't mean that one doesn't: then `validateSync` judges, and says which
   * rule was broken.
   */
  readonly hold: (dto: object) => boolean;
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Check = (dto: object, value: unknown) => boolean;

const known = new WeakMap<object, ValidationRules>();

/**
 * The rules that class-validator has for a class, collected once. `validateSync` collects and sorts them anew each time,
 * which takes several times as long as to check them.
 */
export function rulesOf(type: new () => object): ValidationRules {
  const rules = known.get(type) ?? collect(type);
  known.set(type, rules);
  return rules;
}

function collect(type: new () => object): ValidationRules {
  const all = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const fields = new Set(all.map(({ propertyName }) => propertyName));
  const checks = [...fields].map((field) => {
    const check = checkOf(all.filter(({ propertyName }) => propertyName === field));
    return (dto: object): boolean => check(dto, Reflect.get(dto, field));
  });
  return { fields, hold: (dto) => checks.every((check) => check(dto)) };
}

function checkOf(ofField: readonly Metadata[]): Check {
  const conditions = ofField.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const asks = conditions.flatMap(({ constraints }) => constraints as readonly Check[]);
  const rules = ofField.filter((one) => !conditions.includes(one)).flatMap(ruleOf);
  return (dto, value) => !asks.every((ask) => ask(dto, value)) || rules.every((isKept) => isKept(dto, value));
}

function ruleOf(metadata: Metadata): readonly Check[] {
  const { type, each, constraintCls, propertyName: property } = metadata;
  // Rules for each value of a list, and those of other kinds, are left to `validateSync`.
  if (type !== ValidationTypes.CUSTOM_VALIDATION || each) return [() => false];
  const constraints = metadata.constraints as unknown[];
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance, async }) => (object, value) => {
      const args = { targetName: object.constructor.name, property, object, value, constraints };
      return !async && instance.validate(value, args) === true;
    });
}
