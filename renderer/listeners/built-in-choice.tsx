import { EXTENSIONS, KEPT_FORMS, LOGIN_POLICIES, PERSONALITIES } from '../../app/contract.ts';
import type { BuiltInSettings } from '../../app/contract.ts';
import {
  builtInSummary,
  LOGIN_WORDS,
  loginChoiceOf,
  PERSONALITY_NAMES,
  withLogins,
} from '../words/built-in-form.ts';
import type { BuiltInForm, BuiltInFormProblems } from '../words/built-in-form.ts';
import { CheckChoice, Field, FormFold, SelectField, TextField, TextLines } from '../parts/form-parts.tsx';

interface BuiltInChoiceProps {
  readonly form: BuiltInForm;
  readonly problems: BuiltInFormProblems;
  readonly onChange: (part: Partial<BuiltInForm>) => void;
}

interface PartProps extends BuiltInChoiceProps {
  readonly onChoose: (part: Partial<BuiltInSettings>) => void;
}

/** What kind of server the built-in one is. */
export function BuiltInChoice({ form, problems, onChange }: BuiltInChoiceProps) {
  const onChoose = (part: Partial<BuiltInSettings>) => onChange({ settings: { ...form.settings, ...part } });
  const parts = { form, problems, onChange, onChoose };
  return (
    <FormFold
      title="Kind of server"
      summary={builtInSummary(form.settings)}
      isWrong={Object.keys(problems).length > 0}
      isInset
    >
      <Words {...parts} />
      <Logins {...parts} />
      <Abilities {...parts} />
      <Keeping {...parts} />
    </FormFold>
  );
}

function Words({ form, problems, onChange, onChoose }: PartProps) {
  return (
    <>
      <div className="form-row">
        <SelectField
          label="Speaks like"
          value={form.settings.personality ?? ''}
          onChange={(value) =>
            onChoose({ personality: PERSONALITIES.find((personality) => personality === value) ?? null })
          }
          choices={[
            ['', 'Itself'],
            ...PERSONALITIES.map((personality) => [personality, PERSONALITY_NAMES[personality]] as const),
          ]}
        />
        <TextField
          label="Its name"
          problem={problems.name}
          value={form.name}
          onChange={(name) => onChange({ name })}
        />
      </div>
      <TextField
        label="Reply table: a JSON file with words of your own"
        problem={problems.replyTable}
        value={form.replyTable}
        placeholder="none"
        onChange={(replyTable) => onChange({ replyTable })}
      />
    </>
  );
}

function Logins({ form, problems, onChange, onChoose }: PartProps) {
  const { settings } = form;
  const { auth } = settings;
  return (
    <>
      <SelectField
        label="Who may log in"
        value={loginChoiceOf(settings)}
        onChange={(value) =>
          onChange({
            settings: withLogins(settings, LOGIN_POLICIES.find((policy) => policy === value) ?? 'off'),
          })
        }
        choices={(['off', ...LOGIN_POLICIES] as const).map(
          (choice) => [choice, LOGIN_WORDS[choice]] as const,
        )}
      />
      {auth?.accept === 'users' && (
        <TextLines
          label="Names and passwords"
          note="In each line a name, a blank, and the password; for XOAUTH2 the password is the token."
          problem={problems.users}
          value={form.users}
          placeholder="ann secret"
          onChange={(users) => onChange({ users })}
        />
      )}
      {auth !== null && (
        <CheckChoice
          title="Only who is logged in may send"
          note="MAIL is refused with 530 before."
          checked={auth.required}
          onChange={(required) => onChoose({ auth: { ...auth, required } })}
        />
      )}
    </>
  );
}

function Abilities({ form, problems, onChange, onChoose }: PartProps) {
  const { lmtp, capabilities } = form.settings;
  return (
    <>
      <CheckChoice
        title="Speak LMTP instead of SMTP"
        note="LHLO instead of EHLO, and a reply to the message for each recipient. For programs that put mail into mailboxes; mail programs do not speak it."
        checked={lmtp}
        onChange={(checked) => onChoose({ lmtp: checked })}
      />
      <fieldset className="form-checks">
        <legend>Offers</legend>
        {EXTENSIONS.map((extension) => (
          <label key={extension}>
            <input
              type="checkbox"
              checked={capabilities.includes(extension)}
              onChange={({ target }) =>
                onChoose({
                  capabilities: EXTENSIONS.filter((each) =>
                    each === extension ? target.checked : capabilities.includes(each),
                  ),
                })
              }
            />
            <span className="mono">{extension}</span>
          </label>
        ))}
      </fieldset>
      <Field label="Largest message" problem={problems.sizeLimit}>
        {(props) => (
          <input
            {...props}
            value={form.sizeLimit}
            onChange={({ target }) => onChange({ sizeLimit: target.value })}
          />
        )}
      </Field>
    </>
  );
}

const FORM_WORDS = { eml: '.eml files', maildir: 'A maildir' } as const;

function Keeping({ form, problems, onChange }: PartProps) {
  return (
    <div className="form-row">
      <TextField
        label="Keep accepted mail in this folder"
        problem={problems.keepFolder}
        value={form.keepFolder}
        placeholder="it is not kept"
        onChange={(keepFolder) => onChange({ keepFolder })}
      />
      <SelectField
        label="As"
        value={form.keepForm}
        onChange={(value) => onChange({ keepForm: KEPT_FORMS.find((kept) => kept === value) ?? 'eml' })}
        choices={KEPT_FORMS.map((kept) => [kept, FORM_WORDS[kept]] as const)}
      />
    </div>
  );
}
