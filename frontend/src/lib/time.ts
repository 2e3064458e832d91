/**
 * Times as the pages show them: 2026-11-21 14:05, 还剩 1 小时 20 分.
 *
 * Everybody in the county reads one clock: the server's time zone (`<meta name="anlan-zone">`), whatever
 * the device is set to.
 */
import { say } from "./messages";
import { meta } from "./page";

function parts(at: Date): Record<string, string> {
  const zone = meta("anlan-zone");
  const format = new Intl.DateTimeFormat("en-GB", {
    ...(zone ? { timeZone: zone } : {}),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

export function clockTime(at: Date): string {
  const { hour, minute, second } = parts(at);
  return `${hour}:${minute}:${second}`;
}

export function dateTime(at: Date): string {
  const { year, month, day, hour, minute } = parts(at);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** Spell a length of time in its two largest units; the same rule as the server's `spell_duration`. */
export function spellDuration(seconds: number): string {
  const total = Math.floor(Math.abs(seconds));
  const days = Math.floor(total / 86400);
  const hours = Math.floor((total % 86400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = total % 60;
  const spelt: string[] = [];
  if (days) spelt.push(days === 1 ? say("clock.day", { count: 1 }) : say("clock.days", { count: days }));
  if (hours) spelt.push(hours === 1 ? say("clock.hour", { count: 1 }) : say("clock.hours", { count: hours }));
  if (minutes && !days) spelt.push(say("clock.minutes", { count: minutes }));
  if (!days && !hours && (rest || !minutes) && minutes < 5) spelt.push(say("clock.seconds", { count: rest }));
  return spelt.join(" ");
}
