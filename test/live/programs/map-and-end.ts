/**
 * Sends as many requests as it is told by `map`, prints how many were answered, and does nothing to end.
 */
import * as grequests from 'greenlets/grequests';

const [url, count] = process.argv.slice(2);
const list = Array.from({ length: Number(count) }, () => grequests.get(url!));
const responses = await grequests.map(list);
console.log(responses.filter((response) => response?.statusCode === 200).length);
