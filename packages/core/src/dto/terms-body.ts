import { ArrayMaxSize, IsArray, IsString } from './class-validator.js';

/** Body of `POST terms`: the URLs that the person agrees to. The first rule to be checked is the last one here. */
export class TermsBody {
  @ArrayMaxSize(100, { message: '$property must not list more than 100 URLs' })
  @IsString({ each: true, message: '$property must be a list of URLs' })
  @IsArray({ message: '$property must be a list of URLs' })
  user_accepts!: string[];
}
