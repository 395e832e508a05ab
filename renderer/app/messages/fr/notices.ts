export const notices = {
  label: 'À propos de ce PC',
  clock: {
    title: 'L’horloge de ce PC semble fausse',
    back: 'Elle indique {{wall}}, mais ce moment est passé.',
    far: 'Elle indique {{wall}}, bien après ce qui est connu.',
    jump: 'Elle a été changée pendant que Tonle tournait. Elle indique {{wall}}.',
    counts:
      'Tonle compte avec le {{date}}. Continuez : ce qui est écrit entre-temps est marqué, et rien n’est refusé pour cela.',
    ask: 'Quel jour sommes-nous ?',
    confirm: 'C’est aujourd’hui',
    dateWrong: 'Un jour comme 01.03.2026.',
    settled: 'Tonle compte avec le {{date}}. Réglez l’horloge de ce PC dès que possible.',
  },
  lives: {
    restored: 'Ce PC repart d’une copie plus ancienne de ses données',
    cloned: 'Il y a, ou il y a eu, une seconde copie de ces données',
    text: 'Depuis le {{moment}} ce poste porte le numéro {{now}} ; avant, c’était {{before}}. Rien n’est perdu ni compté deux fois.',
    restoredText: 'La centrale rend ce que la copie ancienne n’avait pas.',
    clonedText:
      'Si un autre PC a aussi ces données, trouvez-le : un seul des deux doit continuer comme ce poste. Si une ancienne copie a été remise ici, il n’y a rien à faire.',
    seen: 'J’ai lu ceci',
    forManager: 'Le responsable doit lire ceci.',
  },
  backup: {
    title: 'La copie du jour n’a pas été faite',
    since: 'Elle échoue depuis le {{since}}. La dernière bonne est du {{last}}.',
    never: 'Elle échoue depuis le {{since}}. Il n’y en a pas encore de bonne.',
    todo: 'Les fiches sont en sûreté sur ce PC, mais sans deuxième copie récente. Faites de la place sur le disque ou demandez de l’aide.',
  },
  revoked: {
    lastTitle: 'Ce poste est fermé : enregistrez ce que vous faites',
    lastText:
      'La centrale du NSSF l’a fermé le {{moment}}. Dix minutes après, plus personne ne peut travailler ici. Ce qui est enregistré d’ici là part tout seul à la centrale.',
    title: 'Ce poste est fermé',
    text: 'La centrale NSSF a fermé ce poste le {{moment}}. Personne ne peut s’y connecter.',
    pending:
      'Ce qui n’était pas envoyé est gardé ici, scellé, et part de lui-même à la centrale. Laissez ce PC allumé, avec internet, jusqu’à ce que cet écran dise que tout y est.',
    handed: 'Tout ce qui a été saisi ici est à la centrale. Il ne reste rien à envoyer.',
    call: 'Appelez la centrale NSSF : 1286 ou 1297',
  },
};
