export const errors = {
  refusal: {
    'already-set-up': 'Ce PC appartient déjà à un établissement.',
    'code-refused':
      'La centrale n’a pas accepté ce code. Un code sert une fois et pour un temps limité : demandez-en un nouveau. Rien n’a été changé.',
    'centre-unreachable':
      'La centrale n’a pas répondu à cette adresse. Vérifiez l’adresse et la ligne, puis réessayez. Rien n’a été changé.',
    'not-practice': 'Seul un poste d’exercice a une prise à débrancher.',
    'not-enrolled': 'Ce poste n’est pas encore lié à une centrale ; il n’y a pas où envoyer.',
    'wrong-pin': 'Le nom d’utilisateur ou le PIN n’est pas juste.',
    locked: 'Trop de codes faux. Attendez un peu, puis réessayez.',
    'user-name-taken': 'Quelqu’un ici a déjà ce nom d’utilisateur.',
    'patient-not-found': 'Ce patient n’est pas gardé à ce poste.',
    'name-missing': 'Un nom est nécessaire, en khmer ou en lettres latines.',
    'birth-date-missing': 'Une naissance ou un âge est nécessaire.',
    'birth-date-wrong': 'Cette date n’existe pas, est dans le futur ou remonte à plus de 130 ans.',
    'identifier-wrong': 'Ce numéro n’a pas la forme attendue. Regardez la carte, ou laissez vide.',
    'identifier-twice': 'La même sorte de numéro est donnée deux fois.',
    'village-unknown': 'Ce village n’est pas dans la liste des lieux.',
    'already-registered': 'Quelqu’un avec ce numéro est déjà inscrit ici.',
    'possible-duplicate': 'Quelqu’un de très semblable est déjà inscrit ici.',
    'not-set-up': 'Ce PC n’a pas encore d’établissement.',
    'service-date-wrong': 'Le jour de la visite est dans le futur ou trop ancien.',
    'check-not-found': 'Cette vérification n’est pas gardée à ce poste. Vérifiez de nouveau.',
    'nothing-to-override': 'La vérification dit déjà que ce payeur paie.',
    'span-wrong': 'Le premier jour vient après le dernier, ou il y a plus de 400 jours.',
    'check-out-of-date': 'Cette vérification vaut pour un autre jour. Vérifiez de nouveau, puis ouvrez la visite.',
    'visit-already-open': 'Ce patient a déjà une visite dans ce service aujourd’hui.',
    'visit-not-found': 'Cette visite n’est pas gardée à ce poste.',
    'visit-not-open': 'Cette visite est déjà close ou annulée.',
    'outcome-contradicts': 'Résultat et sortie se contredisent : décédé va seulement avec décédé.',
    other: 'Le poste a dit non ({{code}}). Rien n’est enregistré ; votre saisie est encore ici.',
  },
  /** Why the centre has set a record aside. */
  atCentre: {
    'identifier-taken':
      'Un autre patient de l’établissement a déjà ce numéro. Regardez la carte et corrigez le numéro, ou continuez avec le patient inscrit le premier.',
    'patient-number-taken':
      'Un autre patient a déjà ce numéro de patient. Inscrivez ce patient de nouveau, pour qu’il reçoive un autre numéro.',
    'nssf-number-of-another-person':
      'Au registre NSSF, ce numéro est celui de quelqu’un d’un autre nom et d’une autre année de naissance. Regardez la carte.',
    'outcome-missing': 'Une visite close a besoin d’un résultat et d’une sortie.',
    'reason-missing': 'Une visite annulée a besoin d’une raison.',
    unreadable:
      'La centrale n’a pas pu prendre cette fiche telle quelle. Elle est gardée ici ; dites-le au responsable.',
  },
  fault: {
    retrying:
      'Le programme ne répond pas. Votre saisie est gardée ; l’essai se répète seul, et n’enregistre qu’une fois.',
    stop: 'Cesser d’essayer',
    lost: 'Le programme ne répond pas. Ce qui est enregistré le reste. Si cela dure, relancez Tonle.',
    unavailable: 'Le programme n’a pas répondu. Rien n’est perdu ; votre saisie est encore ici. Réessayez.',
    unauthorised: 'Votre session est finie. Votre saisie est gardée. Entrez de nouveau.',
    forbidden: 'Votre rôle ne le permet pas. Rien n’a été changé. Demandez au responsable.',
    'disk-full':
      'Le disque de ce PC est plein, ceci n’est pas enregistré. Ce qui l’était est en sûreté. Faites de la place, puis réessayez.',
    'too-large': 'C’est trop long pour être enregistré. Votre saisie est encore ici : raccourcissez-la.',
    invalid: 'Le poste n’a pas pu lire ceci. Rien n’est enregistré ; votre saisie est encore ici. Vérifiez les champs.',
    'unknown-ask': 'Écran et programme sont de versions différentes. Rien n’est enregistré. Relancez Tonle.',
    incompatible: 'Écran et programme sont de versions différentes. Rien n’est enregistré. Relancez Tonle.',
    internal:
      'Un incident dans Tonle. Cette étape n’est pas enregistrée, tout ce qui précède est en sûreté et votre saisie est encore ici. Réessayez.',
  },
  screen: {
    title: 'Cet écran a trébuché',
    text: 'Les fiches enregistrées sont en sûreté. Rechargez l’écran ; une fiche inachevée revient.',
    reload: 'Recharger',
  },
};
