/**
 * For WITH RECURSIVE, with a facility's code as $1: `family (device, root)`, its devices, each with the first of the line
 * that it was split off from. The devices of one root are the copies of one database. Which of them a PC still runs under
 * nobody can tell from here: one that is silent may be switched off, or may have been restored and go by another name, and
 * a PC that was restored twice may be back under a name older than the last.
 */
export const FAMILY = `family AS (
  SELECT "deviceId" AS device, "deviceId" AS root FROM device WHERE facility = $1 AND "splitFrom" IS NULL
  UNION ALL SELECT copy."deviceId", family.root FROM family
    JOIN device AS copy ON copy.facility = $1 AND copy."splitFrom" = family.device
)`;
