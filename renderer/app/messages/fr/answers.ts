export const answers = {
  title: 'Réponses que le NSSF a changées',
  lead: 'Ce qui a été dit à l’accueil, ce que le NSSF dit maintenant, et ce qu’il faut faire.',
  open: 'À traiter',
  openNone: 'Rien à traiter. Le NSSF n’a changé aucune réponse.',
  openNoneLeft: 'Tout a été traité.',
  seen: 'Traité',
  said: 'Dit à l’accueil',
  now: 'Le NSSF dit maintenant',
  asOf: 'répondu {{moment}}, au {{date}}',
  visit: 'Visite {{number}} du {{date}}',
  visitWithout: 'Vérifié le {{date}}, sans visite ouverte',
  todo: 'À faire',
  advice: {
    'tell-covered': 'Dire au patient : {{payer}} paie cette visite.',
    'pay-back': 'Si le patient a payé cette visite, demander à la caisse de le rembourser.',
    'tell-not-covered':
      'Dire au patient, à part, ce que le NSSF répond et pourquoi ; le 1286 ou le 1297 peut vérifier. Les soins donnés restent donnés, et le responsable décide du paiement.',
    'other-payer': 'Le payeur change : la demande va à {{payer}}.',
    'nothing-to-pay-back': 'Rien à demander au patient, rien à rembourser.',
    'work-injury': 'Relève des risques professionnels : déclarer l’accident au 1286. Le patient ne paie pas.',
    'look-again': 'Ouvrir le patient, regarder les papiers ensemble et vérifier encore une fois.',
    'no-visit':
      'Aucune visite n’a été ouverte sous cette réponse : rien à changer ici. À dire au patient quand il revient.',
  },
  done: 'Fait',
  count: '{{n}} à traiter',
};
