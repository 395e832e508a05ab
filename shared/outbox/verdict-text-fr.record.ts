import type { VerdictText } from './verdict.record.ts';

/** The verdicts of the centre in French. */
export const VERDICT_TEXT_FR: VerdictText = {
  'name-missing': {
    says: 'Un nom est nécessaire, en khmer ou en lettres latines.',
    todo: 'Écrivez l’un des deux noms et enregistrez.',
  },
  'birth-date-wrong': {
    says: 'Cette date de naissance n’existe pas, est dans le futur ou remonte à plus de 130 ans.',
    todo: 'Regardez la carte et corrigez la date de naissance.',
  },
  'identifier-wrong': {
    says: 'Ce numéro n’a pas la forme attendue.',
    todo: 'Regardez la carte et corrigez le numéro, ou laissez vide.',
  },
  'identifier-twice': {
    says: 'La même sorte de numéro est donnée deux fois.',
    todo: 'Gardez celui qui est sur la carte.',
  },
  'identifier-taken': {
    says: 'Un autre patient de l’établissement a déjà ce numéro.',
    todo: 'Regardez la carte et corrigez le numéro ; si c’est la même personne, retirez cette fiche avec une raison et continuez avec le patient inscrit le premier.',
  },
  'patient-number-taken': {
    says: 'Un autre patient de l’établissement a déjà ce numéro de patient.',
    todo: 'Enregistrez le patient de nouveau : il reçoit un autre numéro. Notez-le sur le ticket ou la carte.',
  },
  'village-unknown': {
    says: 'La liste des lieux n’a pas de village avec ce code.',
    todo: 'Choisissez de nouveau le village dans la liste, ou laissez vide.',
  },
  'nssf-number-of-another-person': {
    says: 'Au registre NSSF, ce numéro est celui de quelqu’un d’un autre nom et d’une autre année de naissance.',
    todo: 'Regardez la carte et corrigez le numéro, ou le nom et la date de naissance.',
  },
  'service-date-wrong': {
    says: 'Le jour de cette visite n’existe pas ou est dans le futur.',
    todo: 'Corrigez le jour.',
  },
  'outcome-missing': {
    says: 'Une visite close a besoin d’un résultat et d’une sortie.',
    todo: 'Choisissez les deux et enregistrez.',
  },
  'outcome-contradicts': {
    says: 'Résultat et sortie se contredisent : décédé va seulement avec décédé.',
    todo: 'Corrigez l’un des deux.',
  },
  'reason-missing': {
    says: 'Une visite annulée a besoin d’une raison.',
    todo: 'Écrivez la raison et enregistrez.',
  },
  'not-storable': {
    says: 'Quelque chose dans cette fiche ne peut pas être gardé par la centrale.',
    todo: 'Retapez ses textes et enregistrez ; si cela n’aide pas, retirez-la et saisissez-la de nouveau.',
  },
  'record-too-large': {
    says: 'Cette fiche est plus grande que ce que la centrale accepte.',
    todo: 'Raccourcissez le texte le plus long et enregistrez.',
  },
  'version-taken': {
    says: 'La centrale a une autre fiche avec ce numéro et cette version, d’un autre poste ou d’avant une restauration.',
    todo: 'Regardez la fiche ; si elle est juste, renvoyez-la.',
  },
  'key-reused': {
    says: 'La centrale a une autre fiche sous le numéro que ce poste lui a donné, comme après une restauration.',
    todo: 'Regardez la fiche ; si elle est juste, renvoyez-la.',
  },
  'hash-wrong': {
    says: 'Cette fiche a été abîmée avant d’arriver à la centrale.',
    todo: 'Regardez la fiche ; si elle est juste, renvoyez-la.',
  },
  'record-misshapen': {
    says: 'La centrale ne peut pas lire l’enveloppe de cette fiche. Elle est gardée telle quelle.',
    todo: 'Regardez la fiche et renvoyez-la ; si elle revient, dites-le à la centrale.',
  },
  'kind-unknown': {
    says: 'Cette centrale ne connaît pas encore cette sorte de fiche. Elle est gardée telle quelle.',
    todo: 'Rien n’est perdu. Dites-le à la centrale ; renvoyez la fiche quand elle vous le dit.',
  },
  'schema-unknown': {
    says: 'La centrale ne peut pas lire cette fiche, faite par une autre version du programme. Elle est gardée telle quelle.',
    todo: 'Rien n’est perdu. Dites-le à la centrale ; renvoyez la fiche quand elle vous le dit.',
  },
  'record-mismatch': {
    says: 'La fiche et son enveloppe nomment des fiches différentes. Elle est gardée telle quelle.',
    todo: 'Rien n’est perdu. Dites-le à la centrale ; renvoyez la fiche quand elle vous le dit.',
  },
  'facility-differs': {
    says: 'Cette fiche nomme un autre établissement que celui de son poste.',
    todo: 'Prévenez la centrale : il faut peut-être inscrire le poste à nouveau.',
  },
  'waits-for-patient': {
    says: 'La centrale n’a pas encore ce patient.',
    todo: 'Il n’y a rien à faire : la fiche est renvoyée après le patient.',
  },
  'waits-for-version': {
    says: 'La centrale n’a pas encore la version précédente.',
    todo: 'Il n’y a rien à faire : la fiche est renvoyée après elle.',
  },
  'waits-for-visit': {
    says: 'La centrale n’a pas encore la visite de cette demande.',
    todo: 'Il n’y a rien à faire : la demande est renvoyée après la visite.',
  },
  'waits-for-check': {
    says: 'La centrale n’a pas encore la vérification de cette demande.',
    todo: 'Il n’y a rien à faire : la demande est renvoyée après la vérification.',
  },
  unknown: {
    says: 'La centrale a mis cette fiche de côté pour une raison que ce programme ne connaît pas.',
    todo: 'Rien n’est perdu. Dites-le à la centrale.',
  },
};
