import type { Place, PlaceWithPath } from '../../../shared/facility/record.ts';

/** The name of a place in the script of the language. */
export function placeName(place: Pick<Place, 'nameKm' | 'nameLatin'>, language: string): string {
  return language === 'km' ? place.nameKm || place.nameLatin : place.nameLatin || place.nameKm;
}

/** The village and what it lies in, nearest first. */
export function placePath(place: PlaceWithPath, language: string): string {
  return [place, ...place.path].map((step) => placeName(step, language)).join(' · ');
}
