/** What a desk has to say about its own PC: its clock, its copies, its right to be a desk. */
export const notices = {
  label: 'About this PC',
  clock: {
    title: 'The clock of this PC looks wrong',
    back: 'It shows {{wall}}, but that time has passed.',
    far: 'It shows {{wall}}, far ahead of what is known.',
    jump: 'It was set to another time while Tonle was running. It shows {{wall}}.',
    counts:
      'Tonle counts with {{date}}. Go on working: what is written meanwhile is marked, and nothing is refused for it.',
    ask: 'Which day is today?',
    confirm: 'This is today',
    dateWrong: 'A day like 01.03.2026.',
    settled: 'Tonle counts with {{date}}. Set the clock of this PC when you can.',
  },
  lives: {
    restored: 'This PC goes on from an older copy of its data',
    cloned: 'There is, or was, a second copy of this data',
    text: 'Since {{moment}} this desk is number {{now}}; before it was {{before}}. Nothing is lost or counted twice.',
    restoredText: 'The centre gives back what the older copy did not have.',
    clonedText:
      'If another PC has this data too, find it: only one of the two should go on as this desk. If an older copy was put back here, there is nothing to do.',
    seen: 'I have read this',
    forManager: 'The manager should read this.',
  },
  backup: {
    title: 'The daily copy was not made',
    since: 'It fails since {{since}}. The last good one is of {{last}}.',
    never: 'It fails since {{since}}. There is no good one yet.',
    todo: 'Records are safe on this PC, but there is no newer second copy. Make room on the disk or call for help.',
  },
  revoked: {
    lastTitle: 'This desk is closed: save what you are doing',
    lastText:
      'The NSSF centre has closed it on {{moment}}. Ten minutes later nobody can work here any more. What is saved until then goes to the centre by itself.',
    title: 'This desk is closed',
    text: 'The NSSF centre has closed this desk on {{moment}}. Nobody can sign in here.',
    pending:
      'What was not sent yet is kept here, sealed, and goes to the centre by itself. Leave this PC on, with internet, until this screen says that everything is there.',
    handed: 'Everything that was entered here is at the centre. Nothing is left to send.',
    call: 'Call the NSSF centre: 1286 or 1297',
  },
};
