import type { ReasonText, ReasonTexts } from './record.ts';

/** French sentences of the reasons. What stands in braces is filled in by `reasonText`. */
export const REASON_TEXT_FR: ReasonTexts = {
  SCHEME_OCC_RISK: {
    clerk:
      'Un accident du travail, ou un événement qui touche plusieurs personnes au travail, relève du régime des risques professionnels du NSSF et non des soins de santé : soignez la personne tout de suite, notez le lieu de travail et appelez le 1286 pour le signaler.',
    patient:
      'Le NSSF a un régime à part pour les accidents du travail : vous êtes soigné tout de suite, et vous ou votre employeur pouvez signaler l’accident au NSSF par le 1286.',
  },
  SCHEME_HC_FAINT: {
    clerk:
      'L’évanouissement d’une seule personne au travail relève des soins de santé : continuez comme pour toute maladie ; si plusieurs personnes s’évanouissent, c’est un événement du travail.',
    patient: 'L’évanouissement d’une seule personne au travail est soigné comme toute autre maladie.',
  },
  SVC_EXCLUDED: {
    clerk:
      'Le régime ne paie pas ce service (un bilan de santé général, par exemple) : expliquez le prix avant, et si la personne est venue avec une plainte, notez le service réellement rendu.',
    patient:
      'Ce service n’est pas parmi ceux que votre régime paie : demandez le prix à la caisse avant, et appelez le 1286 pour toute question.',
  },
  FAC_NOT_CONTRACTED: {
    clerk:
      'Cet établissement n’a pas de contrat avec le NSSF ce jour : dites-le à la personne avant les soins, et indiquez l’établissement sous contrat le plus proche (demandez au 1286).',
    patient:
      'Cet établissement n’a pas de contrat avec le NSSF ce jour, vous paieriez donc vous-même : le 1286 vous indique l’établissement le plus proche où le NSSF paie.',
  },
  EMERG_NOTIFY_NSSF: {
    clerk:
      'Soignez d’abord : cet établissement n’a pas de contrat avec le NSSF ce jour, prévenez donc vite le NSSF par le 1286 et notez l’heure de l’appel.',
    patient:
      'Vous êtes soigné d’abord : vous ou votre famille, prévenez dès que possible le NSSF par le 1286 que vous êtes venu ici en urgence.',
  },
  ID_VOUCHED: {
    clerk:
      'Aucune pièce d’identité n’a été montrée, et un membre du personnel se porte garant de la personne : demandez une pièce à la prochaine visite.',
    patient:
      'Un membre du personnel a confirmé qui vous êtes : apportez votre carte du NSSF ou votre carte d’identité la prochaine fois.',
  },
  ID_NOT_SHOWN: {
    clerk:
      'Aucune pièce d’identité n’a encore été montrée : demandez la carte du NSSF, la carte d’identité ou l’application du NSSF, ou laissez un membre du personnel qui connaît la personne se porter garant.',
    patient:
      'Montrez votre carte du NSSF, votre carte d’identité ou l’application du NSSF ; si vous n’en avez pas sur vous, le personnel qui vous connaît peut se porter garant.',
  },
  MEMBER_NOT_FOUND: {
    clerk:
      'Le centre du NSSF n’a pas trouvé cette personne avec ce qui a été saisi : vérifiez le numéro, le nom et la date de naissance, puis appelez le 1286.',
    patient:
      'Le centre du NSSF n’a pas trouvé votre dossier avec ce numéro ou ce nom : vérifiez-les avec nous, ou appelez le 1286 ou le 1297.',
  },
  MEMBER_NOT_IN_CACHE: {
    clerk:
      'Cette personne n’est pas dans la liste de cet ordinateur : enregistrez la visite et le numéro de la carte ; la réponse du NSSF vient avec la connexion, ou plus vite par le 1286.',
    patient:
      'Votre nom n’est pas dans la liste de cet ordinateur, qui peut être incomplète : votre visite est enregistrée, le NSSF la confirme plus tard, et vous pouvez aussi appeler le 1286.',
  },
  NAME_MISMATCH: {
    clerk:
      'Le nom sur la carte diffère de celui de la liste : comparez les deux à la carte d’identité, et laissez le responsable ou le 1286 trancher.',
    patient:
      'Votre nom est écrit autrement sur la carte et dans la liste : montrez votre carte d’identité ou votre acte de naissance ; le 1286 explique comment le faire corriger.',
  },
  DOB_MISMATCH: {
    clerk:
      'La date de naissance sur la carte diffère de celle de la liste : comparez les deux à la carte d’identité, et laissez le responsable ou le 1286 trancher.',
    patient:
      'Votre date de naissance diffère entre la carte et la liste : montrez votre carte d’identité ou votre acte de naissance ; le 1286 explique comment la faire corriger.',
  },
  Q_2_CONSEC: {
    clerk: 'La liste montre {consecutiveMonths} mois payés de suite : les cotisations suffisent.',
    patient: 'Votre employeur a payé assez de mois de suite pour les soins de santé.',
  },
  Q_6_OF_12: {
    clerk: 'La liste montre au moins {minInWindow} mois payés sur {windowMonths} mois : les cotisations suffisent.',
    patient: 'Votre employeur a payé assez de mois parmi les {windowMonths} derniers pour les soins de santé.',
  },
  Q_PENDING_DUE: {
    clerk:
      'La cotisation de {months} n’est pas encore échue et compléterait ce qui manque : soignez la personne et enregistrez la visite ; la demande de paiement attend que la cotisation arrive.',
    patient:
      'Votre cotisation de {months} n’est pas encore échue : vous êtes soigné maintenant, et le NSSF confirme quand votre employeur l’a payée (voyez l’application du NSSF, ou demandez au 1286).',
  },
  Q_SHORT: {
    clerk:
      'Il manque des mois payés dans {list} (il suffirait de {months}) : montrez les mois à la personne, et appelez le 1286 ou le 1297, car l’employeur a pu payer en retard.',
    patient:
      'Dans {list} il manque les cotisations de {months}, et le NSSF ne paie donc pas encore cette visite : demandez à votre employeur, et si elles sont déjà payées, appelez le 1286 ou le 1297.',
  },
  PUB_ACTIVE: {
    clerk:
      'La liste montre un agent public, un ancien fonctionnaire ou un ancien combattant dont le droit est valable ce jour.',
    patient: 'Vous êtes dans la liste comme agent public, ancien fonctionnaire ou ancien combattant.',
  },
  PUB_INACTIVE: {
    clerk:
      '{List} ne montre pas le droit de cette personne comme valable ce jour : demandez une lettre du ministère ou du service, et appelez le 1286.',
    patient:
      '{List} ne montre pas votre droit comme valable ce jour : demandez à votre institution, ou appelez le 1286, pour la mettre à jour.',
  },
  DEP_CHILD_OK: {
    clerk:
      'La liste montre un enfant à charge d’un membre, de moins de {childAgeUnder} ans ou vivant avec un handicap ou une maladie chronique.',
    patient: 'Le patient est dans la liste du NSSF comme enfant d’un membre.',
  },
  DEP_AGE_OUT: {
    clerk:
      'Cet enfant à charge a {childAgeUnder} ans ou plus ce jour : demandez s’il vit avec un handicap ou une maladie chronique, qui n’ont pas de limite d’âge, ou s’il a une couverture à lui, et appelez le 1286.',
    patient:
      'La couverture comme enfant d’un membre prend fin à {childAgeUnder} ans, sauf handicap ou maladie chronique : appelez le 1286 pour savoir comment adhérer vous-même.',
  },
  DEP_NOT_REGISTERED: {
    clerk:
      '{List} ne contient pas de mariage enregistré : demandez l’acte de mariage, et appelez le 1286 pour le faire inscrire.',
    patient:
      '{List} ne contient pas votre mariage enregistré : apportez l’acte de mariage, et appelez le 1286 pour être inscrit comme conjoint.',
  },
  DEP_SPOUSE_OK: {
    clerk: 'La liste montre le conjoint d’un membre, dont le mariage est enregistré, de moins de {spouseAgeUnder} ans.',
    patient: 'Vous êtes dans la liste du NSSF comme conjoint d’un membre.',
  },
  DEP_SPOUSE_AGE: {
    clerk:
      'Ce conjoint a {spouseAgeUnder} ans ou plus ce jour : demandez s’il a une couverture à lui ou une carte du Fonds d’équité, et appelez le 1286.',
    patient:
      'La couverture comme conjoint d’un membre prend fin à {spouseAgeUnder} ans : montrez une carte du Fonds d’équité si vous en avez une, ou appelez le 1286 pour d’autres solutions.',
  },
  AGE_UNCERTAIN: {
    clerk:
      'La date de naissance, ou le lien avec le membre, n’est pas assez connue pour dire de quel côté de la limite d’âge est la personne : demandez un acte de naissance ou le livret de famille, et laissez le responsable examiner.',
    patient:
      'Il nous faut une date de naissance plus exacte : montrez un acte de naissance, une carte d’identité ou le livret de famille, ou appelez le 1286.',
  },
  VOL_WAITING: {
    clerk:
      'La couverture commence après {voluntaryWaitingMonths} mois payés, et la liste en montre moins : montrez les mois payés à la personne ; le 1286 peut confirmer des paiements récents.',
    patient:
      'Votre couverture commence après {voluntaryWaitingMonths} mois payés : continuez de payer chaque mois, et si vous les avez déjà payés, appelez le 1286.',
  },
  VOL_ABANDONED: {
    clerk:
      'La liste montre plus de {voluntaryAbandonAfterMonths} mois impayés, ce qui compte comme un départ du régime volontaire : appelez le 1286 avec la personne pour vérifier, et demandez si elle a une carte du Fonds d’équité ou le NSSF par un employeur.',
    patient:
      'La liste montre plus de {voluntaryAbandonAfterMonths} mois impayés, et le NSSF ne paie donc pas cette visite : appelez le 1286 pour vérifier ; un employeur ou une carte du Fonds d’équité peut vous couvrir à nouveau.',
  },
  VOL_ARREARS: {
    clerk:
      'Les cotisations de {months} sont impayées : dites à la personne que la couverture se perd le {day} si elle ne paie pas avant ce jour.',
    patient:
      'Vos cotisations de {months} sont impayées : payez avant le {day}, car ce jour-là vous perdez votre couverture et ne pourrez peut-être plus adhérer (demandez au 1286).',
  },
  VOL_OK: {
    clerk: 'Les cotisations que la personne paie sont à jour.',
    patient: 'Vos cotisations sont à jour.',
  },
  DAYS_180_EXCEEDED: {
    clerk:
      'Avec cette demande le compte national dépasse {treatmentDaysMax} jours de soins en un an, et le NSSF ne paie pas les jours au-delà : expliquez-le avant, et demandez au 1286.',
    patient:
      'Vos jours de soins dépassent {treatmentDaysMax} en un an, et le NSSF ne paie pas les jours au-delà : appelez le 1286 pour vérifier le compte.',
  },
  DAYS_180_NEAR: {
    clerk:
      'Avec cette demande les jours connus de cet ordinateur dépassent {treatmentDaysMax} jours de soins en un an : demandez le compte national au 1286.',
    patient:
      'Vous êtes près de la limite de {treatmentDaysMax} jours de soins en un an, ou au-delà : le 1286 peut vous dire combien il en reste.',
  },
  SNAPSHOT_STALE: {
    clerk:
      'La liste de cet ordinateur est ancienne : connectez-vous ou importez-en une plus récente, ou appelez le 1286 pour confirmer.',
    patient:
      'La liste de cet ordinateur n’est pas la dernière : votre visite est enregistrée, et le NSSF confirme quand la nouvelle liste arrive.',
  },
  HEF_PRIVATE_FAC: {
    clerk:
      'Le Fonds d’équité ne paie que dans les établissements publics : indiquez le plus proche, ou expliquez le prix avant ; en urgence, les soins d’abord.',
    patient:
      'Votre carte sert dans les établissements publics, et ici vous paieriez vous-même : demandez-nous l’établissement public le plus proche ; en urgence, vous êtes soigné d’abord.',
  },
  HEF_EXPIRED: {
    clerk:
      'D’après les dates notées ici, la carte du Fonds d’équité ne couvre pas ce jour : regardez les dates sur la carte, et indiquez la mairie de la commune pour la renouveler, ou demandez au 1286.',
    patient:
      'D’après les dates notées ici, votre carte du Fonds d’équité ne couvre pas ce jour : montrez une carte plus récente si vous en avez une, ou demandez son renouvellement à la mairie de la commune.',
  },
  HEF_OK: {
    clerk: 'La carte du Fonds d’équité est valable ce jour.',
    patient: 'Votre carte du Fonds d’équité est valable ce jour.',
  },
  DUAL_COVER: {
    clerk:
      'Le NSSF et le Fonds d’équité pourraient payer tous les deux : le payeur suit l’ordre en vigueur, et l’autre est noté aussi.',
    patient:
      'Vous avez le NSSF et le Fonds d’équité : l’un des deux paie selon l’ordre en vigueur, et vous n’avez rien à faire.',
  },
  NO_COVER: {
    clerk:
      '{List} ne montre ni le NSSF ni le Fonds d’équité : demandez l’une ou l’autre carte, et s’il n’y en a pas, expliquez le prix et les remises avec la caisse.',
    patient:
      '{List} ne montre pour vous ni le NSSF ni le Fonds d’équité : montrez une carte si vous en avez une ; la caisse explique le prix, et le 1286 vous dit comment adhérer.',
  },
};

export const EMERGENCY_TEXT_FR: ReasonText = {
  clerk: 'Une urgence : les soins d’abord, quelle que soit la réponse sur le paiement.',
  patient: 'C’est une urgence : vous êtes soigné d’abord, et le paiement se règle ensuite.',
};
