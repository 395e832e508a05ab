/** A name in both scripts: Khmer and the Latin spelling on cards. */
export type Name = readonly [khmer: string, latin: string];

export interface Names {
  family: readonly Name[];
  givenFemale: readonly Name[];
  givenMale: readonly Name[];
}

/** Common names, for invented people where no larger list is at hand. */
export const SMALL_NAMES: Names = {
  family: [
    ['សុខ', 'Sok'],
    ['ចាន់', 'Chan'],
    ['គឹម', 'Kim'],
    ['លី', 'Ly'],
    ['ហេង', 'Heng'],
    ['ឈឹម', 'Chhim'],
    ['កែវ', 'Keo'],
    ['ម៉ៅ', 'Mao'],
    ['នួន', 'Nuon'],
    ['ប៉ែន', 'Pen'],
    ['ព្រំ', 'Prum'],
    ['សេង', 'Seng'],
    ['តាន់', 'Tan'],
    ['ទេព', 'Tep'],
    ['អ៊ុក', 'Ouk'],
    ['វង្ស', 'Vong'],
    ['យិន', 'Yin'],
    ['ឃុន', 'Khun'],
    ['មាស', 'Meas'],
    ['ឡុង', 'Long'],
  ],
  givenFemale: [
    ['សុភា', 'Sophea'],
    ['ចាន់ថា', 'Chantha'],
    ['ស្រីមុំ', 'Sreymom'],
    ['បុប្ផា', 'Bopha'],
    ['ចិន្តា', 'Chenda'],
    ['កល្យាណ', 'Kalyan'],
    ['លីដា', 'Lida'],
    ['មាលា', 'Mealea'],
    ['និមល', 'Nimol'],
    ['ផល្លា', 'Phalla'],
    ['រចនា', 'Rachana'],
    ['រតនា', 'Ratana'],
    ['សុជាតា', 'Socheata'],
    ['ថាវី', 'Thavy'],
    ['វណ្ណា', 'Vanna'],
    ['សុគន្ធា', 'Sokunthea'],
  ],
  givenMale: [
    ['ដារ៉ា', 'Dara'],
    ['វិសាល', 'Visal'],
    ['សុភ័ក្ត្រ', 'Sopheak'],
    ['វុទ្ធី', 'Vuthy'],
    ['បុណ្ណា', 'Bunna'],
    ['ចំរើន', 'Chamroeun'],
    ['មករា', 'Makara'],
    ['ពិសិដ្ឋ', 'Piseth'],
    ['រដ្ឋា', 'Rattha'],
    ['រិទ្ធី', 'Rithy'],
    ['សម្បត្តិ', 'Sambath'],
    ['សំណាង', 'Samnang'],
    ['សុវណ្ណ', 'Sovann'],
    ['បូរី', 'Borey'],
    ['តារា', 'Tara'],
    ['វិចិត្រ', 'Vichet'],
  ],
};
