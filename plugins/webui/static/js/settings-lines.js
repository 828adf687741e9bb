// What a form holds on lines: `name = value` each.

import { said } from "./settings.js";

const VARIABLE = /^(?:\$(\w+)|\{\s*"?\$env"?\s*[=:]\s*"(\w+)"\s*\})$/;
const KEPT = "…";

/** What is wrong with a field, in one sentence. */
export class Misread extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** Return the lines of a field that are not empty, each without the spaces around it. */
export const lines = (field) => field.value.split("\n").map((line) => line.trim()).filter(Boolean);

function table(field, read) {
  return Object.fromEntries(lines(field).map((line) => {
    const [, name, given] = line.match(/^([^=]*[^=\s])\s*=\s*(\S.*)$/) ?? [];
    if (!name) throw new Misread(field, said("no_pair", { line }));
    const [, short, long] = given.match(VARIABLE) ?? [];
    return [name, short || long ? { $env: short ?? long } : read(given, line)];
  }));
}

/** Return the headers that a field holds; `null` for one whose value stays as it is. */
export const headers = (field) => table(field, (given) => (given === KEPT ? null : given));

/** Return the parameters that a field holds. */
export const parameters = (field) => table(field, (given, line) => {
  try {
    return JSON.parse(given);
  } catch {
    throw new Misread(field, said("no_value", { line }));
  }
});

const written = (value) => (value?.$env && Object.keys(value).length === 1 ? `$${value.$env}` : JSON.stringify(value));
const joined = (given, write) => Object.entries(given).map(([name, value]) => `${name} = ${write(value)}`).join("\n");

/** Return headers as lines. */
export const headerLines = (given) => joined(given, (value) => (value === null ? KEPT : written(value)));

/** Return parameters as lines. */
export const parameterLines = (given) => joined(given, written);
