// Lets two libraries of others judge signed requests: each line of the file that is named holds {secret, headers, body}, and gets a line of verdicts.
import { readFileSync } from 'node:fs';
import { Webhook as Standard } from 'standardwebhooks';
import svix from 'svix';

const libraries = { standardwebhooks: Standard, svix: svix.Webhook };
for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const { secret, headers, body } = JSON.parse(line);
  const verdicts = Object.entries(libraries).map(([name, Webhook]) => {
    try {
      new Webhook(secret).verify(Buffer.from(body, 'base64').toString(), headers);
      return `${name}: accepted`;
    } catch (refusal) {
      return `${name}: ${refusal.message}`;
    }
  });
  console.log(verdicts.join(' | '));
}
