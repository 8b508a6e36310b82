// Calls every read of the document with types made from it. A read that is missing here does not compile.
import { readFile } from "node:fs/promises";
import type { paths } from "./made/service.js";
import { answerOf, faultsOf, readsOf, type Document } from "./requirements.js";

type Get<P extends keyof paths> = paths[P] extends { get: infer Operation } ? Operation : never;
type Read = { [P in keyof paths]: [Exclude<Get<P>, undefined>] extends [never] ? never : P }[keyof paths];
type Answer<P extends Read> = Get<P> extends { responses: { 200: { content: infer Content } } } ? Content : never;
type Json<P extends Read> = Answer<P> extends { "application/json": infer Body } ? Body : never;

/** A part of a request, which must be given where the document asks for any of it. */
type Part<Name extends string, T> = [NonNullable<T>] extends [never] ? { [N in Name]?: never }
  : Record<never, never> extends NonNullable<T> ? { [N in Name]?: NonNullable<T> }
  : { [N in Name]: NonNullable<T> };
type ParametersOf<P extends Read> = Get<P> extends { parameters: infer Parameters } ? Parameters : never;
type Call<P extends Read> = Part<"path", ParametersOf<P> extends { path?: infer T } ? T : never>
  & Part<"query", ParametersOf<P> extends { query?: infer T } ? T : never>
  & { as?: keyof typeof tokens; holds?: (answer: Json<P>) => boolean };

const [address, documentFile] = process.argv.slice(2);
if (!address || !documentFile) throw new Error("Say where the service answers and where its document lies.");
const document = JSON.parse(await readFile(documentFile, "utf8")) as Document;

const token = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} holds no token.`);
  return value;
};
const tokens = { clinician: token("CLINICIAN"), analyst: token("ANALYST"), admin: token("ADMIN"), monitor: token("MONITOR"), nobody: null };

async function send(as: keyof typeof tokens, method: string, path: string, accept: string, body?: object): Promise<Response> {
  return await fetch(new URL(path, address), {
    method,
    headers: {
      Accept: accept,
      ...(tokens[as] === null ? {} : { Authorization: `Bearer ${tokens[as]}` }),
      ...(body ? { "Content-Type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(20_000),
  });
}

async function make<T>(path: string, body?: object): Promise<T> {
  const response = await send("clinician", "POST", path, "application/json", body);
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  return await response.json() as T;
}

const only = <T>(items: readonly T[], what: string): T => {
  const [first] = items;
  if (first === undefined) throw new Error(`There is no ${what} to read.`);
  return first;
};

type Post<P extends keyof paths, Status extends number> = paths[P] extends { post: { responses: { [S in Status]: { content: { "application/json": infer Body } } } } } ? Body : never;

// What is read must be there: patients and their alerts are, the rest is made here.
const patients = await (await send("clinician", "GET", "/api/patients", "application/json")).json() as Json<"/api/patients">;
const alerts = await (await send("clinician", "GET", "/api/alerts", "application/json")).json() as Json<"/api/alerts">;
const known = await (await send("analyst", "GET", "/api/cohort/patients", "application/json")).json() as Json<"/api/cohort/patients">;
const { patientId } = only(patients.items, "patient");
const { alertId } = only(alerts.items, "alert");
const { webhook } = await make<Post<"/api/webhooks", 201>>("/api/webhooks", { url: "https://receiver.example/", eventTypes: ["alert.raised"] });
const { deliveryId } = await make<Post<"/api/webhooks/{webhookId}/test-messages", 202>>(`/api/webhooks/${webhook.webhookId}/test-messages`);
const simulation = await make<Post<"/api/alert-rules/simulations", 202>>("/api/alert-rules/simulations", { thresholds: {} });
const feed = await make<Post<"/api/clinic/calendar/feeds", 201>>("/api/clinic/calendar/feeds", { name: "Outside" });
const secret = only(feed.address.split("/").slice(-2), "secret");

const aPatient = { path: { patientId } };
const anAlert = { path: { alertId } };
const calls: { [P in Read]: Call<P> } = {
  "/api/patients": { query: { limit: 5 }, holds: page => page.items.length > 1 },
  "/api/patients/{patientId}": { ...aPatient, holds: view => view.patientId === patientId && view.version > 0 },
  "/api/patients/{patientId}/timeline": { ...aPatient, holds: timeline => timeline.items.length > 3 },
  "/api/patients/{patientId}/responses": aPatient,
  "/api/patients/{patientId}/classification-criteria": { ...aPatient, holds: view => view.acrEular2019.domains.length === 8 },
  "/api/patients/{patientId}/data-quality": { ...aPatient, holds: view => view.commonDataSet.elements.length === 16 },
  "/api/patients/{patientId}/history": { ...aPatient, holds: history => history.length > 3 },
  "/api/patients/{patientId}/receipts": { ...aPatient, query: { toVersion: 2 }, holds: receipts => receipts.length === 2 },
  "/api/patients/{patientId}/alerts/why-not": aPatient,
  "/api/patients/{patientId}/access-record": { as: "monitor", ...aPatient },
  "/api/log/key": {},
  "/api/log/checkpoint": {},
  "/api/log/consistency": { query: { from: 1 }, holds: proof => proof.from === 1 && proof.path.length > 0 },
  "/api/access-record": { as: "monitor", query: { limit: 3 } },
  "/api/alerts": { holds: page => page.items.length > 0 },
  "/api/alerts/heartbeat": {},
  "/api/alerts/feed": {},
  "/api/alerts/{alertId}": anAlert,
  "/api/alerts/{alertId}/why": anAlert,
  "/api/alerts/{alertId}/history": { ...anAlert, holds: history => history.items.length > 0 },
  "/api/alert-rules": { holds: book => book.rules.length > 5 },
  "/api/alert-rules/simulations/{simulationId}": { path: { simulationId: simulation.id } },
  "/api/webhooks": { holds: page => page.items.length > 0 },
  "/api/webhooks/{webhookId}": { path: { webhookId: webhook.webhookId } },
  "/api/webhooks/{webhookId}/deliveries": { path: { webhookId: webhook.webhookId }, holds: page => page.items.length > 0 },
  "/api/webhooks/{webhookId}/deliveries/{deliveryId}": { path: { webhookId: webhook.webhookId, deliveryId } },
  "/api/clinic/data-quality": { holds: quality => quality.patients > 0 && quality.rules.length > 0 },
  "/api/clinic/data-quality/patients": { query: { limit: 3 }, holds: page => page.items.length > 0 },
  "/api/clinic/calendar": {},
  "/api/clinic/calendar.ics": {},
  "/api/clinic/calendar/feeds": { holds: list => list.items.length > 0 },
  "/api/clinic/calendar/feeds/{feedId}": { path: { feedId: feed.feed.feedId }, holds: one => one.name === "Outside" },
  "/feeds/{secret}/calendar.ics": { as: "nobody", path: { secret } },
  "/api/cohort/patients": { query: { limit: 3 }, holds: page => page.items.length > 1 },
  "/api/cohort/patients/{patientId}/timeline": { path: { patientId: only(known.items, "patient in the cohort").patientId } },
  "/api/cohort/tables": {},
  "/api/cohort/tables/{table}": { path: { table: "patients" } },
  "/api/cohort/adtte": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/package": {},
  "/api/cohort/survival": { query: { dataOrigin: ["synthetic"], censoring: "last-contact" } },
  "/api/cohort/log-rank": { query: { dataOrigin: ["synthetic"], by: "sex" } },
  "/api/cohort/cumulative-incidence": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/gray-test": { query: { dataOrigin: ["synthetic"], by: "sex" } },
  "/api/cohort/restricted-mean-survival-time": { query: { dataOrigin: ["synthetic"], by: "sex", tauMonths: 6 } },
  "/api/cohort/permutation-log-rank": { query: { dataOrigin: ["synthetic"], by: "sex" } },
  "/api/cohort/interval-censored-survival": { query: { dataOrigin: ["synthetic"], resamples: 20 } },
  "/api/cohort/time-dependent-exposure": { query: { dataOrigin: ["synthetic"], exposure: "surgery" } },
  "/api/cohort/cox-regression": { query: { dataOrigin: ["synthetic"], exposures: ["surgery"] } },
  "/api/cohort/fine-gray": { query: { dataOrigin: ["synthetic"], covariates: ["age_years"] } },
  "/api/cohort/mean-cumulative-function": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/rates": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/treatment-responses": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/swimmer": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/transitions": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/table-one": { query: { dataOrigin: ["synthetic"] } },
  "/api/cohort/diff": { query: { from: "1" } },
  "/api/admin/rebuild": { as: "admin" },
  "/api/admin/reconciliation": { as: "admin" },
  "/api/admin/dead-letters": { as: "admin" },
};

/** One call, in every form that the document offers. */
async function check<P extends Read>(path: P, call: Call<P>): Promise<string[]> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((call.path as Record<string, string>)[name] ?? ""));
  const query = new URLSearchParams(Object.entries(call.query ?? {}).map(([name, value]) => [name, String(value)]));
  const as = call.as ?? (path.startsWith("/api/cohort") ? "analyst" : "clinician");
  const faults: string[] = [];
  for (const type of Object.keys(document.paths[path]?.["get"]?.responses["200"]?.content ?? {})) {
    const response = await send(as, "GET", `${filled}${query.size > 0 ? `?${query}` : ""}`, type);
    const sent = response.headers.get("Content-Type")?.split(";")[0];
    if (response.status !== 200) {
      faults.push(`${type}: ${response.status} ${await response.text()}`);
    } else if (sent !== type) {
      faults.push(`${type}: answered as ${sent}`);
    } else if (type === "text/event-stream") {
      // It ends when its reader goes away.
      const { value } = await response.body!.getReader().read();
      if (!new TextDecoder().decode(value).startsWith("event:")) faults.push("the feed does not begin with an event");
    } else if (type === "application/json") {
      const answer = await response.json() as Json<P>;
      faults.push(...faultsOf(document, answerOf(document, path, type), answer).slice(0, 5));
      if (faults.length === 0 && call.holds && !call.holds(answer)) faults.push("not what was expected of a clinic with patients");
    } else if ((await response.arrayBuffer()).byteLength === 0) {
      faults.push(`${type}: empty`);
    }
  }

  return faults.map(fault => `GET ${path}: ${fault}`);
}

const faults = readsOf(document).filter(path => !(path in calls)).map(path => `GET ${path}: never called`);
for (const path of Object.keys(calls) as Read[]) faults.push(...await check(path, calls[path] as Call<typeof path>));
for (const fault of faults) console.error(fault);
console.log(`${Object.keys(calls).length} reads, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
