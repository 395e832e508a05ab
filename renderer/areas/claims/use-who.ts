import { useTranslation } from 'react-i18next';
import type { AskOutput } from '../../client/client.ts';

type Got = Pick<AskOutput<'claims.get'>, 'answers' | 'people'>;

/** Who has changed a claim's state, in words: somebody of this desk, the centre's rules, its officer, or another desk. */
export function useWho({ answers, people }: Got): (by: string) => string {
  const { t } = useTranslation();
  return (by) => {
    if (by === 'centre') return t('claims.by.centre');
    if (answers.some((answer) => answer.by === by)) return t('claims.by.officer', { name: by });
    return people[by] ?? t('claims.by.elsewhere');
  };
}
