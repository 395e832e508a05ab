import type { Place } from '../../shared/facility/record.ts';

const LEVELS: Record<number, Place['level']> = { 2: 'province', 4: 'district', 6: 'commune', 8: 'village' };

/** A corner of Siem Reap with the codes and names of the national gazetteer, enough to practise with. */
export const PRACTICE_PLACES: readonly Place[] = (
  [
    ['17', 'សៀមរាប', 'Siem Reap'],
    ['1710', 'សៀមរាប', 'Siem Reap'],
    ['171001', 'ស្លក្រាម', 'Sla Kram'],
    ['17100101', 'ស្លក្រាម', 'Sla Kram'],
    ['17100102', 'បឹងដូនប៉ា', 'Boeng Donpa'],
    ['17100103', 'ចុងកៅស៊ូ', 'Chongkaosou'],
    ['17100104', 'ដកពោធិ៍', 'Dak Pou'],
    ['17100105', 'បន្ទាយចាស់', 'Banteay Chas'],
    ['17100106', 'ទ្រាំង', 'Treang'],
    ['17100107', 'មណ្ឌល៣', 'Mondol Bei'],
    ['171002', 'ស្វាយដង្គំ', 'Svay Dankum'],
    ['17100201', 'ភ្ញាជ័យ', 'Phnhea Chey'],
    ['17100203', 'គោកក្រសាំង', 'Kok Krorsang'],
    ['17100204', 'ស្វាយព្រៃ', 'Svay Preae'],
    ['17100206', 'ថ្មី', 'Thmei'],
    ['17100207', 'ស្វាយដង្គំ', 'Svay Dangkum'],
    ['17100210', 'វិហារចិន', 'Vihear Chen'],
    ['17100211', 'ស្ទឹងថ្មី', 'Stueng Thmei'],
    ['17100214', 'តាភុល', 'Ta Phul'],
    ['171004', 'សាលាកំរើក', 'Sala Kamreuk'],
    ['17100401', 'វត្ដបូព៌', 'Wat Bo'],
    ['17100402', 'វត្ដស្វាយ', 'Wat Svay'],
    ['17100403', 'វត្ដដំណាក់', 'Wat Damnak'],
    ['17100404', 'សាលាកំរើក', 'Sala Kamreuk'],
    ['17100405', 'ជន្លង់', 'Chunlong'],
    ['17100407', 'ត្រពាំងត្រែង', 'Trapeang Treng'],
  ] as const
).map(([code, nameKm, nameLatin]) => ({ code, level: LEVELS[code.length] ?? 'village', nameKm, nameLatin }));

/** The villages among them. */
export const PRACTICE_VILLAGES = PRACTICE_PLACES.filter(({ level }) => level === 'village').map(({ code }) => code);
