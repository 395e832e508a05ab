import type { ClaimText } from './claim-code.record.ts';

/** What keeps a claim back or why the centre answered as it did, in French. */
export const CLAIM_TEXT_FR: ClaimText = {
  'check-open': {
    says: 'Il n’est pas encore décidé qui paie cette visite.',
    todo: 'Si la réponse était provisoire, le centre décide de lui-même. Si quelqu’un doit regarder, décidez à la vérification qui paie, puis enregistrez la demande à nouveau.',
  },
  'card-shown': {
    says: 'Cette carte d’équité a seulement été montrée : aucun registre ne l’a.',
    todo: 'Retirez la visite et saisissez-la à nouveau avec les dates de la carte, ou laissez décider un agent du centre.',
  },
  'no-rate': {
    says: 'Le barème de ce jour n’a pas de prix pour ce cas dans cet établissement.',
    todo: 'Choisissez le bon cas, ou attendez le barème du centre ; la demande continue alors d’elle-même.',
  },
  'amount-wrong': {
    says: 'Le montant n’est pas le nombre de cas multiplié par le prix de ce jour.',
    todo: 'Ouvrez la demande et enregistrez-la ; les montants sont recalculés.',
  },
  'document-missing': {
    says: 'Un document doit avoir été vu avant l’envoi de cette demande : {document}.',
    todo: 'Cochez-le quand vous l’avez vu.',
  },
  'diagnosis-missing': {
    says: 'Ce cas demande un diagnostic.',
    todo: 'Écrivez le code du diagnostic principal.',
  },
  'stay-missing': {
    says: 'Le jour d’admission ou le jour de sortie manque.',
    todo: 'Écrivez les deux jours.',
  },
  'stay-wrong': {
    says: 'Le jour de sortie précède le jour d’admission.',
    todo: 'Regardez le dossier du séjour et corrigez les deux jours.',
  },
  'gestation-missing': {
    says: 'Les semaines de grossesse manquent.',
    todo: 'Écrivez les semaines révolues.',
  },
  'gestation-too-short': {
    says: 'Une naissance avant la 26e semaine n’est pas un accouchement.',
    todo: 'Choisissez le cas « avortement ou fausse couche », ou corrigez les semaines.',
  },
  'births-missing': {
    says: 'Le nombre d’enfants nés manque.',
    todo: 'Écrivez combien sont nés vivants et combien ne le sont pas.',
  },
  'sex-wrong': {
    says: 'Ce cas ne convient pas au sexe du patient.',
    todo: 'Corrigez le cas, ou le patient puis cette demande.',
  },
  'category-twice': {
    says: 'Ce cas est payé une fois par jour, et une autre visite de ce patient ce jour-là l’a déjà.',
    todo: 'Retirez cette demande avec une raison, ou choisissez un autre cas.',
  },
  'member-missing': {
    says: 'Le numéro de la carte NSSF manque.',
    todo: 'Écrivez-le dans la fiche du patient, puis enregistrez cette demande à nouveau.',
  },
  'quantity-wrong': {
    says: 'Plus est demandé que ce qui se paie : ce cas se paie une fois par jour, ou le séjour a eu moins de jours.',
    todo: 'Corrigez le nombre ; pour un séjour, regardez aussi les jours d’admission et de sortie.',
  },
  'payer-other': {
    says: 'Le centre a décidé qu’un autre payeur paie cette visite.',
    todo: 'Ouvrez la demande et enregistrez-la ; elle va alors à ce payeur, à son prix.',
  },
  'visit-differs': {
    says: 'La demande ne dit pas la même chose que sa visite.',
    todo: 'Regardez la visite, corrigez-la si elle est fausse, puis enregistrez la demande à nouveau.',
  },
  'see-note': {
    says: 'Un agent a renvoyé cette demande ; la raison est dans la note.',
    todo: 'Lisez la note, corrigez ce qu’elle dit, et envoyez la demande à nouveau.',
  },
  'line-twice': {
    says: 'Le même cas de ce membre ce jour-là est déjà demandé.',
    todo: 'Retirez cette demande avec une raison ; s’il y avait deux cas, faites appel et dites pourquoi.',
  },
  'not-covered': {
    says: 'Le centre a décidé que ni la NSSF ni le fonds d’équité ne paient cette visite.',
    todo: 'Rien n’est payé. Si c’est une erreur, faites appel et dites pourquoi.',
  },
  'too-late': {
    says: 'La demande est arrivée au centre après le dernier jour.',
    todo: 'S’il y avait une raison, faites appel et dites-la.',
  },
  'visit-missing': {
    says: 'La visite de cette demande a été retirée.',
    todo: 'Retirez aussi la demande.',
  },
  'month-closed': {
    says: 'Le mois de cette demande est clos définitivement.',
    todo: 'S’il y avait une raison, faites appel et dites-la.',
  },
  refused: {
    says: 'Un agent a refusé cette demande ; la raison est dans la note.',
    todo: 'Lisez la note. Si c’est une erreur, faites appel et dites pourquoi.',
  },
  unknown: {
    says: 'Le centre a donné une raison que ce programme ne connaît pas.',
    todo: 'Prévenez la personne qui s’occupe de ce PC ; la demande est gardée.',
  },
};
